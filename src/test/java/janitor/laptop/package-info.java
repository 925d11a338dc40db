@NullMarked
package janitor.laptop;

import org.jspecify.annotations.NullMarked;
