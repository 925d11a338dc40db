package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.Creation;
import janitor.resource.Deadline;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import software.amazon.awssdk.services.acm.model.KeyAlgorithm;
import software.amazon.awssdk.services.acm.model.ResourceNotFoundException;

/// Refused as long as anything uses it, and ACM hears of a released use minutes to hours late. What
/// API Gateway, Cognito, AppSync and Amplify use it with is AWS's own and cannot be seen as ours.
record AcmCertificate(Clients clients) implements ResourceKind {
  static final String TYPE = "AWS::CertificateManager::Certificate";

  private static final Traits TRAITS =
      Traits.of(TYPE)
          .named("acm", "certificate/")
          .actions("acm:ListCertificates", "acm:DescribeCertificate", "acm:DeleteCertificate")
          .createdBy(
              Creation.answering("acm:RequestCertificate", "certificateArn"),
              Creation.answering("acm:ImportCertificate", "certificateArn").orFinding())
          .goesAfter(
              "AWS::Amplify::App",
              "AWS::ApiGateway::DomainName",
              "AWS::AppSync::DomainName",
              "AWS::CloudFront::Distribution",
              "AWS::Cognito::UserPool")
          .because(
              "ACM refuses as long as one of them uses it, and names AWS's own balancer or "
                  + "distribution instead of them.")
          .usesOf(TYPE)
          .flags(Traits.Flag.LIST_PROVES)
          .build();

  @Override
  public Traits traits() {
    return TRAITS;
  }

  /// Without key types, the list holds RSA keys of 1024 and 2048 bits only.
  @Override
  public List<Resource> list(Place place) {
    return clients
        .acm(place.region())
        .listCertificatesPaginator(
            request ->
                request
                    .maxItems(1000)
                    .includes(filters -> filters.keyTypes(KeyAlgorithm.knownValues())))
        .certificateSummaryList()
        .stream()
        .collect(
            Items.each(
                certificate ->
                    Resource.of(TYPE, Arn.of(certificate.certificateArn()), place.region())
                        .name(certificate.domainName())
                        .createdAt(
                            certificate.createdAt() == null
                                ? certificate.importedAt()
                                : certificate.createdAt())
                        .build()));
  }

  @Override
  public Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    return Found.each(arns, arn -> describe(place, arn), ResourceNotFoundException.class);
  }

  private Optional<Resource> describe(Place place, Arn arn) {
    var certificate =
        clients
            .acm(place.region())
            .describeCertificate(request -> request.certificateArn(arn.toString()))
            .certificate();
    var resource =
        Resource.of(TYPE, arn, place.region())
            .name(certificate.domainName())
            .createdAt(
                certificate.createdAt() == null
                    ? certificate.importedAt()
                    : certificate.createdAt())
            .fact("usedBy", String.join(" ", certificate.inUseBy()));
    if (certificate.managedBy() != null) {
      resource.guard("it belongs to " + certificate.managedByAsString() + ", which deletes it");
    }
    return Optional.of(resource.build());
  }

  /// Its users of this account; those of AWS's own accounts are left to ACM's refusal.
  @Override
  public Reading<List<Use>> uses(Place place, List<Resource> candidates) {
    return Reading.of(
        candidates.stream()
            .filter(
                resource ->
                    resource.type().equals(TYPE) && resource.region().equals(place.region()))
            .flatMap(
                resource ->
                    Stream.of(resource.fact("usedBy").split(" ", -1))
                        .filter(user -> !user.isEmpty())
                        .map(Arn::of)
                        .filter(user -> user.account().equals(place.account()))
                        .map(user -> Use.by(user, user.toString(), resource.arn())))
            .toList());
  }

  @Override
  public Deletion delete(Resource certificate, Deadline deadline) {
    clients
        .acm(certificate.region())
        .deleteCertificate(request -> request.certificateArn(certificate.arn().toString()));
    return Deletion.ASKED;
  }
}
