package janitor.kind;

import janitor.aws.Clients;
import janitor.resource.Arn;
import janitor.resource.CostClass;
import janitor.resource.Creation;
import janitor.resource.Deletion;
import janitor.resource.Place;
import janitor.resource.Reading;
import janitor.resource.Resource;
import janitor.resource.ResourceKind;
import janitor.resource.Tags;
import janitor.resource.Traits;
import janitor.resource.Use;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.acm.AcmClient;
import software.amazon.awssdk.services.acm.model.CertificateSummary;
import software.amazon.awssdk.services.acm.model.CertificateType;
import software.amazon.awssdk.services.acm.model.KeyAlgorithm;
import software.amazon.awssdk.services.acmpca.AcmPcaClient;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthority;
import software.amazon.awssdk.services.acmpca.model.CertificateAuthorityStatus;
import software.amazon.awssdk.services.acmpca.model.ResourceNotFoundException;
import software.amazon.awssdk.services.acmpca.model.ResourceOwner;

/// A private certificate authority bills by the month as long as it is there, used or not. It is
/// disabled first, and can be restored for the 30 days that AWS gives at most, in which it is not
/// billed any more (guide of AWS Private CA, "Restore a private CA").
///
/// Deleting it makes what is below it invalid (API reference, DeleteCertificateAuthority). Of that,
/// ACM's certificates of the account are seen: a stranger's keeps it, and so does a policy by which
/// others may issue from it. Those that were issued by its own API, and subordinate authorities,
/// nothing tells.
final class PrivateCa {
  static final String AUTHORITY = "AWS::ACMPCA::CertificateAuthority";

  private static final int DAYS = 30;

  /// Guide, "Delete a private CA": of those, and once they are disabled, the time may be said.
  private static final Set<CertificateAuthorityStatus> RESTORABLE =
      Set.of(
          CertificateAuthorityStatus.ACTIVE,
          CertificateAuthorityStatus.DISABLED,
          CertificateAuthorityStatus.PENDING_CERTIFICATE);

  private final Clients clients;

  private PrivateCa(Clients clients) {
    this.clients = clients;
  }

  static List<ResourceKind> kinds(Clients clients) {
    return List.of(new Addressed(new PrivateCa(clients).authority()));
  }

  private AcmPcaClient at(String region) {
    return clients.of(region, AcmPcaClient.class, AcmPcaClient::builder);
  }

  private Addressed.Row authority() {
    return new Addressed.Row(
            Traits.of(AUTHORITY)
                .named("acm-pca", "certificate-authority/")
                .createdBy(
                    Creation.answering(
                        "acm-pca:CreateCertificateAuthority", "certificateAuthorityArn"))
                .costs(CostClass.TENS_A_DAY)
                .flags(Traits.Flag.LIST_PROVES)
                .actions(
                    "acm-pca:ListCertificateAuthorities",
                    "acm-pca:ListTags",
                    "acm-pca:GetPolicy",
                    "acm-pca:DescribeCertificateAuthority",
                    "acm:ListCertificates",
                    "acm:DescribeCertificate",
                    "acm-pca:UpdateCertificateAuthority",
                    "acm-pca:DeleteCertificateAuthority")
                // Of ACM's certificates only a look at each tells who issued it.
                .usesOf(AUTHORITY)
                .build(),
            this::all,
            this::read,
            this::delete)
        .linking(this::issued);
  }

  /// Its own, and not what others share; one that is deleted, and can be restored, is gone.
  private Reading<List<Resource>> all(Place place) {
    return place.once(
        AUTHORITY,
        () ->
            Reading.ofList(
                () ->
                    at(place.region())
                        .listCertificateAuthoritiesPaginator(
                            request -> request.resourceOwner(ResourceOwner.SELF))
                        .certificateAuthorities()
                        .stream()
                        .filter(
                            one ->
                                one == null || one.status() != CertificateAuthorityStatus.DELETED)
                        .collect(Items.each(one -> authority(place, one)))));
  }

  private static Resource authority(Place place, CertificateAuthority one) {
    var arn = Arn.of(Items.told(one.arn()));
    var of = one.certificateAuthorityConfiguration();
    var subject = of == null ? null : of.subject();
    return Resource.of(AUTHORITY, arn, place.region())
        .name(subject == null ? null : subject.commonName())
        .fact(
            Described.NAME,
            subject == null || subject.commonName() == null
                ? arn.after("certificate-authority/")
                : subject.commonName())
        .fact(Resource.STATUS, String.valueOf(one.statusAsString()))
        .createdAt(one.createdAt())
        .build();
  }

  private Reading<List<Resource>> read(Place place, Collection<Arn> arns) {
    var listed = Reading.among(all(place), arns);
    return Reading.both(
        Found.enriched(listed.answer(), one -> told(place, one), ResourceNotFoundException.class),
        listed.map(_ -> List.of()));
  }

  private Resource told(Place place, Resource one) {
    var authority = at(place.region());
    var arn = one.arn().toString();
    var tagged =
        one.with(
            Tags.of(
                authority
                    .listTagsPaginator(request -> request.certificateAuthorityArn(arn))
                    .tags()
                    .stream()
                    // A tag may be a key alone.
                    .collect(
                        Tags.byKey(
                            tag -> tag.key(), tag -> tag.value() == null ? "" : tag.value()))));
    // That it is shared with nobody is an error.
    return Answers.unless(
            "ResourceNotFoundException",
            () -> authority.getPolicy(request -> request.resourceArn(arn)).policy())
        .map(_ -> tagged.guarded("its policy lets other accounts issue certificates from it"))
        .orElse(tagged);
  }

  private Reading<List<Use>> issued(Place place, List<Resource> authorities) {
    if (authorities.isEmpty()) {
      return Reading.of(List.of());
    }
    var wanted =
        authorities.stream().collect(Collectors.toMap(one -> one.arn().toString(), Resource::arn));
    var acm = clients.acm(place.region());
    return Reading.each(
            acm
                .listCertificatesPaginator(
                    request ->
                        request
                            .maxItems(1000)
                            .includes(filters -> filters.keyTypes(KeyAlgorithm.knownValues())))
                .certificateSummaryList()
                .stream()
                .filter(one -> one.type() == CertificateType.PRIVATE)
                .toList(),
            one -> Arn.of(Items.told(one.certificateArn())),
            one -> issuer(acm, one, wanted))
        .blaming(_ -> List.copyOf(wanted.values()));
  }

  private static List<Use> issuer(AcmClient acm, CertificateSummary one, Map<String, Arn> wanted) {
    var told =
        acm.describeCertificate(request -> request.certificateArn(one.certificateArn()))
            .certificate();
    var found = wanted.get(String.valueOf(told.certificateAuthorityArn()));
    return found == null
        ? List.of()
        : List.of(
            Use.by(Arn.of(one.certificateArn()), "the certificate of " + one.domainName(), found));
  }

  private Deletion delete(Resource one) {
    var authority = at(one.region());
    var arn = one.arn().toString();
    var status =
        authority
            .describeCertificateAuthority(request -> request.certificateAuthorityArn(arn))
            .certificateAuthority()
            .status();
    if (status == CertificateAuthorityStatus.ACTIVE) {
      authority.updateCertificateAuthority(
          request ->
              request.certificateAuthorityArn(arn).status(CertificateAuthorityStatus.DISABLED));
    }
    if (status != CertificateAuthorityStatus.DELETED) {
      authority.deleteCertificateAuthority(
          request -> {
            request.certificateAuthorityArn(arn);
            if (RESTORABLE.contains(status)) {
              request.permanentDeletionTimeInDays(DAYS);
            }
          });
    }
    var until =
        authority
            .describeCertificateAuthority(request -> request.certificateAuthorityArn(arn))
            .certificateAuthority()
            .restorableUntil();
    return until == null
        ? Deletion.ASKED
        : new Deletion.Scheduled(
            until,
            "no longer billed; it can be restored (aws acm-pca restore-certificate-authority"
                + " --certificate-authority-arn "
                + arn
                + " --region "
                + one.region()
                + ") until AWS deletes it for good");
  }
}
