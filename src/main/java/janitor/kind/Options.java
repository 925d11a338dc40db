package janitor.kind;

/// The settings that kinds themselves look at.
///
/// @param account id of the account, which S3 is told with every call: a bucket's name may be a
///   stranger's
/// @param bypassGovernance whether Object Lock in governance mode is bypassed
public record Options(String account, boolean bypassGovernance) {}
