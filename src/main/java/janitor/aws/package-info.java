/// The one door to AWS: clients made lazily, every call counted, every error classified.
@NullMarked
package janitor.aws;

import org.jspecify.annotations.NullMarked;
