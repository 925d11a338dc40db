/// From an untagged workshop to a tagged one, from a laptop: the Lambda has no right to tag.
@NullMarked
package janitor.tag;

import org.jspecify.annotations.NullMarked;
