/// From an untagged workshop to a tagged one, from a laptop: the Lambda tags nothing but the final
/// snapshots that it takes.
@NullMarked
package janitor.tag;

import org.jspecify.annotations.NullMarked;
