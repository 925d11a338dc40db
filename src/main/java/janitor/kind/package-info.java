/// One small file a type of resource, and [Kinds], the list of them all.
@NullMarked
package janitor.kind;

import org.jspecify.annotations.NullMarked;
