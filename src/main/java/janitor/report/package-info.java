/// Says what happened: the mail, the log, the result.
@NullMarked
package janitor.report;

import org.jspecify.annotations.NullMarked;
