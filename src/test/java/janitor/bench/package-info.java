/// Measures, each printing one line of JSON. None asserts a time.
@NullMarked
package janitor.bench;

import org.jspecify.annotations.NullMarked;
