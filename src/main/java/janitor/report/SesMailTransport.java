package janitor.report;

import janitor.aws.Clients;
import janitor.resource.Unread;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sesv2.model.Attachment;
import software.amazon.awssdk.services.sesv2.model.AttachmentContentDisposition;
import software.amazon.awssdk.services.sesv2.model.AttachmentContentTransferEncoding;
import software.amazon.awssdk.services.sesv2.model.Content;
import software.amazon.awssdk.services.sesv2.model.MessageHeader;

/// Mail through SES.
public final class SesMailTransport implements MailTransport {
  private final Clients clients;
  private final String region;
  private final Optional<String> identity;
  private final SesSuppressions suppressions;
  private final SesAccount account;

  /// @param identity ARN of the sender's identity where it is another account's, whose policy has
  ///   to allow that (SES, Developer Guide, "Sending authorization")
  public SesMailTransport(Clients clients, String region, Optional<String> identity) {
    this.clients = clients;
    this.region = region;
    this.identity = identity;
    this.suppressions = new SesSuppressions(clients, region, identity);
    this.account = new SesAccount(clients, region, identity);
  }

  @Override
  public Optional<Drop> drop(String from, String to) {
    return suppressions.of(from, to);
  }

  @Override
  public List<Unread> obstacles(String from, List<String> to) {
    return account.obstacles(from, to);
  }

  @Override
  public String send(ReportWriter.Mail mail, String from, String to) {
    return clients
        .ses(region)
        .sendEmail(
            request ->
                identity
                    .map(request::fromEmailAddressIdentityArn)
                    .orElse(request)
                    .fromEmailAddress(from)
                    .destination(destination -> destination.toAddresses(to))
                    .content(
                        content ->
                            content.simple(
                                message ->
                                    message
                                        .subject(utf8(mail.subject()))
                                        .body(
                                            body ->
                                                body.html(utf8(mail.html()))
                                                    .text(utf8(mail.text())))
                                        .headers(unsubscribe(from))
                                        .attachments(attachments(mail)))))
        .messageId();
  }

  private static List<Attachment> attachments(ReportWriter.Mail mail) {
    return mail.attached().stream()
        .map(
            file ->
                Attachment.builder()
                    .fileName(file.name())
                    .contentType(file.type())
                    .contentDisposition(AttachmentContentDisposition.ATTACHMENT)
                    .contentTransferEncoding(AttachmentContentTransferEncoding.BASE64)
                    .contentDescription(file.description())
                    .rawContent(SdkBytes.fromString(file.content(), StandardCharsets.UTF_8))
                    .build())
        .toList();
  }

  /// Who writes the mails takes people off by hand: the list is a setting. SES takes printable
  /// ASCII only, and an address may hold more.
  private static MessageHeader unsubscribe(String from) {
    var address = URLEncoder.encode(from, StandardCharsets.UTF_8).replace("%40", "@");
    return MessageHeader.builder()
        .name("List-Unsubscribe")
        .value("<mailto:" + address + "?subject=unsubscribe>")
        .build();
  }

  private static Content utf8(String text) {
    return Content.builder().data(text).charset("UTF-8").build();
  }
}
