package janitor.report;

import janitor.aws.Clients;
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
                                                    .text(utf8(mail.text()))))))
        .messageId();
  }

  private static Content utf8(String text) {
    return Content.builder().data(text).charset("UTF-8").build();
  }
}
