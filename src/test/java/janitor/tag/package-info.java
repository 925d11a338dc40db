@NullMarked
package janitor.tag;

import org.jspecify.annotations.NullMarked;
