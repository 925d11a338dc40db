@NullMarked
package janitor.stack;

import org.jspecify.annotations.NullMarked;
