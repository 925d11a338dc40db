package janitor.kind;

import java.util.List;

/// What a template's custom resources call: the value of each `ServiceToken`, the ARN of a function
/// or topic. What names a member of the same template, or comes from somewhere else, is left out.
record ServiceTokens(TemplateValues values) {
  static final String TOKEN = "ServiceToken";

  /// The values, as far as they can be worked out.
  List<String> of(StackTemplate template) {
    return template.everywhere(TOKEN).stream()
        .flatMap(token -> values.all(token).stream().flatMap(List::stream))
        .toList();
  }
}
