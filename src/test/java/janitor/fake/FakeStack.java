package janitor.fake;

import janitor.resource.Arn;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.Whole;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Stacks over the fake account: each lists what is in it, whatever tags that carries.
final class FakeStack extends FakeKind implements Whole {
  FakeStack(FakeAccount account) {
    super(account, "AWS::CloudFormation::Stack", "cloudformation", "stack/");
  }

  @Override
  public Reading<Map<Arn, List<Part>>> parts(Place place, Collection<Arn> wholes) {
    return account.parts(place.region(), wholes);
  }

  @Override
  public List<String> regions(Place global) {
    return account.stackRegions(global.region());
  }

  @Override
  public List<String> onlyIn() {
    return account.onlyStackRegions();
  }

  @Override
  public List<Resource> living(Place place) {
    return list(place);
  }
}
