@NullMarked
package janitor.report;

import org.jspecify.annotations.NullMarked;
