package janitor.resource;

/// The account that the janitor works in.
public record HomeAccount(String partition, String account) {

  public static HomeAccount of(Arn caller) {
    return new HomeAccount(caller.partition(), caller.account());
  }

  /// Where the partition keeps its global services, and where the tag index tells of them.
  public String globalRegion() {
    return switch (partition) {
      case "aws-cn" -> "cn-north-1";
      case "aws-us-gov" -> "us-gov-west-1";
      // The European Sovereign Cloud.
      case "aws-eusc" -> "eusc-de-east-1";
      default -> "us-east-1";
    };
  }

  public Look look() {
    return new Look(this);
  }

  public Place place(String region) {
    return new Place(partition, account, region);
  }
}
