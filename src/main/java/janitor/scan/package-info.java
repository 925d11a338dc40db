/// Finds what carries the workshop tag, and what belongs to it without carrying it.
@NullMarked
package janitor.scan;

import org.jspecify.annotations.NullMarked;
