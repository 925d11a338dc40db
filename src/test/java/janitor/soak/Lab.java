package janitor.soak;

import janitor.fake.FakeAccount;
import janitor.fake.Thing;
import janitor.night.Nights;
import janitor.plan.Rules;
import java.time.Duration;
import java.util.List;

/// A workshop in the fake account with one of everything that makes a night hard, among bystanders.
///
/// @param due what must go, what is left behind by it included
/// @param bystanders what must stay
record Lab(List<Thing> due, List<Thing> bystanders) {

  static Lab in(Nights nights) {
    var account = nights.account;
    var now = nights.time.instant();

    var stack = account.due(account.stack, "lab-stack");
    var bucket = account.due(account.store, "stack-bucket").in(stack).full();
    var retained = account.due(account.store, "stack-retained").in(stack).retained();
    var function = account.due(account.thing, "function");
    var log = account.untagged(account.log, "function-log").comingBack(1);
    var layer = account.untagged(account.note, "function-layer");
    function.leaves(log).leaves(layer);
    var role = account.due(account.role, "function-role");
    var policy = account.due(account.policy, "function-policy");
    function.uses(role);
    role.uses(policy);
    var bus = account.due(account.thing, "bus");
    var rule = account.due(account.thing, "rule").uses(bus);
    var table = account.due(account.store, "table").takingLooks(7);
    var undated = account.due(account.thing, "undated").ofUnknownAge();
    var apiA = account.due(account.api, "api-a");
    var apiB = account.due(account.api, "api-b");
    var apiC = account.due(account.api, "api-c");
    var edge = account.due(account.edge, "distribution").takingLooks(2);

    var kept = account.due(account.store, "by-kept").tag(Rules.KEEP_TAG, "");
    var young = account.due(account.store, "by-young").bornAt(now.plus(Duration.ofDays(100)));
    var untagged = account.untagged(account.store, "by-untagged");
    var others = account.untagged(account.thing, "by-others").tag(FakeAccount.KEY, "students-2");
    var otherCase =
        account.untagged(account.thing, "by-other-case").tag(FakeAccount.KEY, "Students");
    var guarded = account.due(account.thing, "by-guarded").guarded("it is AWS's own");
    var usedRole = account.due(account.role, "by-used-role");
    var user = account.untagged(account.thing, "by-user").uses(usedRole);
    var foreignLog = account.untagged(account.log, "by-log");
    var keptStack = account.due(account.stack, "by-kept-stack");
    var keptMember = account.due(account.store, "by-member").in(keptStack).full();
    keptMember.tag(Rules.KEEP_TAG, "forever");

    return new Lab(
        List.of(
            stack, bucket, retained, function, log, layer, role, policy, bus, rule, table, undated,
            apiA, apiB, apiC, edge),
        List.of(
            kept,
            young,
            untagged,
            others,
            otherCase,
            guarded,
            usedRole,
            user,
            foreignLog,
            keptStack,
            keptMember));
  }
}
