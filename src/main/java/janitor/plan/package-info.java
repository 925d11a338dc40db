/// Judges what was found and puts what is due in an order that holds. Pure: no I/O, no clock of its
/// own.
@NullMarked
package janitor.plan;

import org.jspecify.annotations.NullMarked;
