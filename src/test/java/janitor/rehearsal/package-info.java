/// The rehearsal: the very handler that Lambda runs, against an emulated account, night by night.
@NullMarked
package janitor.rehearsal;

import org.jspecify.annotations.NullMarked;
