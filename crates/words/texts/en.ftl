# Messages in English. Every message stands in ru.ftl as well, in the same order (tests/tests/words.rs).
# {"{"} is a brace. A message that is two sentences, the event and the next step, has the step as its attribute .next.

## Heads of lines

error-head = error
warning-head = warning
hint-head = hint

## Counts

count-documents = { GROUPED($n) } { $n ->
    [one] document
   *[other] documents
}
