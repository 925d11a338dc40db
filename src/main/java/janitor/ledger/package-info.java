/// The janitor's own memory: what AWS cannot tell.
@NullMarked
package janitor.ledger;

import org.jspecify.annotations.NullMarked;
