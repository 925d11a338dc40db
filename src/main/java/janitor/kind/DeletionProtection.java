package janitor.kind;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/// "Do not delete this", of a kind of which the SDK (2.40.2) drops the member: read out of the very
/// answer that tells the rest, by [janitor.aws.Verbatim], which takes no call and no right more.
/// (Cloud Control shows it as well; to read a group by it asks for `autoscaling:Describe*` and
/// `managed-fleets:Get*`.) One that the answer leaves out is off, as where the service does not
/// have it yet; a value that nobody has heard of protects.
///
/// It keeps what it is on, and the stack that lists that, whatever `LiftProtection` says: to take
/// it off is a change that the role may not make, and CloudFormation would stop at it half way.
///
/// @param off what it says where it does not protect
/// @param remedy how a person takes it off
record DeletionProtection(String off, String remedy) {

  /// Levels of the guide of EC2 Auto Scaling, "Configure Auto Scaling group deletion protection":
  /// `prevent-force-deletion` stops whoever deletes as the janitor does.
  static final DeletionProtection OF_GROUPS =
      new DeletionProtection(
          "none", "aws autoscaling update-auto-scaling-group --deletion-protection none");

  /// `ENABLED` or `DISABLED` (registry's schema of AWS::OpenSearchServerless::Collection, which
  /// reads it by `aoss:BatchGetCollection`).
  static final DeletionProtection OF_COLLECTIONS =
      new DeletionProtection("DISABLED", "OpenSearch's console, or its template");

  private static final String GROUP_ARN = "AutoScalingGroupARN";
  private static final String PROTECTION = "DeletionProtection";

  /// Why it must not be deleted.
  ///
  /// @param told as its service says; null where it says nothing
  Optional<String> guard(@Nullable String told) {
    return Optional.ofNullable(told)
        .filter(how -> !how.isEmpty() && !how.equals(off))
        .map(
            how ->
                "its deletion protection is "
                    + how
                    + ", which the janitor cannot take off: if it is to go, do so by hand ("
                    + remedy
                    + ")");
  }

  /// Those of an answer to DescribeAutoScalingGroups, by the ARN of the group.
  ///
  /// @throws IllegalStateException if it is no such answer
  static Map<String, String> ofGroups(byte[] answer) {
    var factory = XMLInputFactory.newFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try {
      var xml = factory.createXMLStreamReader(new ByteArrayInputStream(answer));
      var found = new HashMap<String, String>();
      while (xml.hasNext()) {
        if (xml.next() == XMLStreamReader.START_ELEMENT
            && xml.getLocalName().equals("AutoScalingGroups")) {
          group(xml, found);
        }
      }
      return found;
    } catch (XMLStreamException broken) {
      throw new IllegalStateException("an answer of Auto Scaling is no XML", broken);
    }
  }

  /// All of a list: a group is a `member` right below it, and what is told of it right below that.
  private static void group(XMLStreamReader xml, Map<String, String> found)
      throws XMLStreamException {
    var told = new HashMap<String, String>();
    for (var depth = 1; depth > 0; ) {
      switch (xml.next()) {
        case XMLStreamReader.START_ELEMENT -> {
          depth++;
          var name = xml.getLocalName();
          if (depth == 3 && (name.equals(GROUP_ARN) || name.equals(PROTECTION))) {
            // Reads up to its end.
            told.put(name, xml.getElementText());
            depth--;
          }
        }
        case XMLStreamReader.END_ELEMENT -> {
          depth--;
          if (depth == 1) {
            Optional.ofNullable(told.get(PROTECTION))
                .ifPresent(how -> found.put(String.valueOf(told.get(GROUP_ARN)), how));
            told.clear();
          }
        }
        default -> {}
      }
    }
  }

  /// Those of an answer to BatchGetCollection, by the ARN of the collection.
  ///
  /// @throws IllegalStateException if it is no such answer
  static Map<String, String> ofCollections(byte[] answer) {
    var text = new String(answer, StandardCharsets.UTF_8);
    var found = new HashMap<String, String>();
    var details =
        Answers.object(text)
            .map(object -> object.getOrDefault("collectionDetails", List.of()))
            .orElseThrow(
                () -> new IllegalStateException("an answer of OpenSearch Serverless is no JSON"));
    if (details instanceof List<?> collections) {
      for (var one : collections) {
        if (one instanceof Map<?, ?> collection && collection.get("arn") instanceof String arn) {
          Optional.<Object>ofNullable(collection.get("deletionProtection"))
              .ifPresent(how -> found.put(arn, String.valueOf(how)));
        }
      }
    }
    return found;
  }
}
