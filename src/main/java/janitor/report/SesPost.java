package janitor.report;

import janitor.aws.Clients;
import java.nio.charset.StandardCharsets;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sesv2.model.Attachment;
import software.amazon.awssdk.services.sesv2.model.AttachmentContentDisposition;
import software.amazon.awssdk.services.sesv2.model.AttachmentContentTransferEncoding;
import software.amazon.awssdk.services.sesv2.model.Content;

/// Mail through SES.
public final class SesPost implements Post {
  private final Clients clients;
  private final String region;

  public SesPost(Clients clients, String region) {
    this.clients = clients;
    this.region = region;
  }

  @Override
  public String send(ReportWriter.Mail mail, String from, String to) {
    return clients
        .ses(region)
        .sendEmail(
            request ->
                request
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
                                        .attachments(attachments(mail)))))
        .messageId();
  }

  private static List<Attachment> attachments(ReportWriter.Mail mail) {
    return mail.csv().stream()
        .map(
            csv ->
                Attachment.builder()
                    .fileName(mail.csvName())
                    .contentType("text/csv; charset=UTF-8")
                    .contentDisposition(AttachmentContentDisposition.ATTACHMENT)
                    .contentTransferEncoding(AttachmentContentTransferEncoding.BASE64)
                    .contentDescription("Every resource of this night")
                    .rawContent(SdkBytes.fromString(csv, StandardCharsets.UTF_8))
                    .build())
        .toList();
  }

  private static Content utf8(String text) {
    return Content.builder().data(text).charset("UTF-8").build();
  }
}
