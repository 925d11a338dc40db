/// The emulator tests against LocalStack: `mvn verify -Plocalstack`.
@NullMarked
package janitor.localstack;

import org.jspecify.annotations.NullMarked;
