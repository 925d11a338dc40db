/// One night: its rounds, its memory, its end. Knows neither AWS nor its kinds.
@NullMarked
package janitor.night;

import org.jspecify.annotations.NullMarked;
