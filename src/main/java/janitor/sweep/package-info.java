/// Carries a plan out, and proves what is gone.
@NullMarked
package janitor.sweep;

import org.jspecify.annotations.NullMarked;
