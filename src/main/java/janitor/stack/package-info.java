/// The janitor's own stack: what continues the night, and the last act.
@NullMarked
package janitor.stack;

import org.jspecify.annotations.NullMarked;
