package janitor.resource;

import java.time.Duration;

/// A documented rate of one operation, kept from the first throttle on.
///
/// @param of what is limited, an IAM action: `apigateway:DeleteRestApi`
/// @param interval time from one call to the next
public record Pace(String of, Duration interval) {}
