/// What the environment sets and what an event may choose, checked before any call to AWS.
@NullMarked
package janitor.settings;

import org.jspecify.annotations.NullMarked;
