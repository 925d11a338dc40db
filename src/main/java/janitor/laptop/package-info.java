/// The command line of a laptop. The package for Lambda has none of it.
@NullMarked
package janitor.laptop;

import org.jspecify.annotations.NullMarked;
