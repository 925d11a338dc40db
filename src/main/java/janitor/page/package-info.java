/// The page where people keep what was announced. It can only ever keep, and sees nothing but the
/// announced list.
@NullMarked
package janitor.page;

import org.jspecify.annotations.NullMarked;
