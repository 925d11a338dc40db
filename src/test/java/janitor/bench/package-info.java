/// What is measured, and how: `./janitor bench`.
@NullMarked
package janitor.bench;

import org.jspecify.annotations.NullMarked;
