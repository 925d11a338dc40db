package janitor.sweep;

import janitor.plan.Plan;
import janitor.resource.Arn;
import java.util.Set;

/// What one sweep is to carry out.
///
/// @param asBefore what the last look left as an earlier one saw it: that may not start, for it may
///   have got another user since
record Due(Plan plan, Set<Arn> asBefore) {}
