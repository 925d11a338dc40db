/// The words of the janitor: resources, kinds, and what a scan found. Knows nothing of the AWS SDK.
@NullMarked
package janitor.resource;

import org.jspecify.annotations.NullMarked;
