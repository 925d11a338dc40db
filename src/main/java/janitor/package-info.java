/// The workshop janitor: the line from event to mail, for Lambda and for a laptop.
@NullMarked
package janitor;

import org.jspecify.annotations.NullMarked;
