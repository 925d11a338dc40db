package janitor.report;

import com.fasterxml.jackson.jr.ob.JSON;
import janitor.aws.Clients;
import janitor.resource.Arn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;

/// A topic of SNS. Who subscribed by mail or HTTPS gets nothing before they confirmed it, and
/// `SubscriptionsConfirmed` counts those who did (SNS, API Reference, GetTopicAttributes).
public final class SnsTopic implements Topic {
  private final Clients clients;
  private final Arn arn;

  public SnsTopic(Clients clients, Arn arn) {
    this.clients = clients;
    this.arn = arn;
  }

  @Override
  public Arn arn() {
    return arn;
  }

  @Override
  public int readers() {
    var confirmed =
        clients
            .sns(arn.region())
            .getTopicAttributes(request -> request.topicArn(arn.toString()))
            .attributes()
            .get("SubscriptionsConfirmed");
    return confirmed == null || !confirmed.matches("\\d{1,9}") ? 0 : Integer.parseInt(confirmed);
  }

  @Override
  public String publish(Bulletin bulletin) {
    var message = message(bulletin);
    return clients
        .sns(arn.region())
        .publish(
            request ->
                request
                    .topicArn(arn.toString())
                    .subject(bulletin.subject())
                    .messageStructure("json")
                    .message(message))
        .messageId();
  }

  /// What each protocol gets (API Reference, Publish, MessageStructure).
  private static String message(Bulletin bulletin) {
    var forms = new LinkedHashMap<String, String>();
    forms.put("default", bulletin.text());
    forms.put("sms", bulletin.sms());
    bulletin.chat().ifPresent(chat -> forms.put("https", chat));
    try {
      return JSON.std.asString(forms);
    } catch (IOException unwritable) {
      throw new UncheckedIOException(unwritable);
    }
  }
}
