/// What takes minutes: `./janitor soak`. Each test prints one line with its figures.
@NullMarked
package janitor.soak;

import org.jspecify.annotations.NullMarked;
