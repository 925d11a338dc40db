/// What a person at a terminal sees: progress that moves, and the plan as a picture.
@NullMarked
package janitor.terminal;

import org.jspecify.annotations.NullMarked;
