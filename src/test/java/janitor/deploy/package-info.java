/// Holds the template to the code: parameters, rights, sizes, and the package that Lambda runs.
@NullMarked
package janitor.deploy;

import org.jspecify.annotations.NullMarked;
