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

## Rosters

roster-class-achievement = achievement
roster-class-certificate = certificate
roster-class-digest = digest
roster-class-none = nothing
roster-state-active = active
    .loud = ACTIVE
roster-state-suspended = suspended
    .loud = SUSPENDED
roster-state-closed = closed
    .loud = CLOSED
roster-kind-mirror = mirror
roster-kind-witness = witness
roster-field-name = name
roster-field-organisation = organisation
roster-field-region = region
roster-field-url = address
roster-hash = Hash          { $hash }
    By telephone  { $digits }
roster-says-days = It holds from { $from } to { $to }.
roster-says-threshold = { $threshold } of { $governors } governors must sign.
roster-says-need = { $registry }: { $need }.
roster-need-none = no cosignature is needed
roster-need = { $fewest } of { $counting } mirrors must confirm
roster-need-too-few = { $counting } mirrors count, which are too few
roster-remark-one-alone = Each of the { $governors } governors alone can change everything: the threshold is 1.
roster-remark-not-half = { $threshold } of { $governors } governors are not more than half: two groups without a governor in common can sign two versions of one number. Raise `threshold` in roster.toml.
roster-remark-all = All { $governors } governors must sign: with one key that is lost nobody can sign a version any more. Lower `threshold` in roster.toml, or add a governor.
roster-remark-no-quorum = The quorum is none: a head counts as soon as its registry has signed it.
roster-remark-closed-counts = { $mirror } counts, although the registries of "{ $organisation }" are closed.
roster-remark-few-mirrors = { $registry }: { $needed } of { $mirrors } mirrors are too few to rule out two histories, each with a quorum of its own.
roster-change-days = It holds from { $from } to { $to } (was: { $was_from } to { $was_to }).
roster-change-threshold = { $to } governors must sign (was: { $from }).
roster-change-governor-added = Governor { $name } is new; key by telephone { $digits }.
roster-change-governor-removed = Governor { $name } goes; key by telephone { $digits }.
roster-change-registry-added = { $registry } is admitted, { $state }: "{ $name }" of "{ $organisation }", region "{ $region }"; may issue { $classes }; { $reached }; log { $logs }.
roster-change-registry-removed = { $registry } is REMOVED: nothing that it ever issued can be verified any more. To end issuing only, close it.
roster-change-text = { $subject }: { $field } "{ $to }" (was: "{ $from }").
roster-change-classes = { $registry }: may issue { $to } (was: { $from }).
roster-change-state = { $registry }: { $to } (was: { $from }).
roster-change-log-added = { $log }: this log is new.
roster-change-log-removed = { $log }: this log is REMOVED, and nothing in it can be verified any more.
roster-change-log-keys = { $log }: OTHER KEYS: { $to } (was: { $from }).
roster-change-log-keys-lost = { $log }: OTHER KEYS: { $to } (was: { $from }). What the old key signed there counts no more.
roster-change-cosigner-added = { $kind } { $name } of "{ $organisation }" is new; { $reached }; key by telephone { $digits }.
roster-change-cosigner-removed = { $name } of "{ $organisation }" goes: its cosignatures count no more.
roster-change-cosigner-key = { $name }: ANOTHER KEY, by telephone { $to } (was: { $from }).
roster-change-cosigner-kind = { $name }: { $to } (was: { $from }).
roster-change-quorum = { $registry }: { $to } (was: { $from }).
roster-change-policy = The quorum's lines are others; whoever was there needs as many mirrors as before.
roster-change-cut-added = { $log } is CUT at { $size } records, root { $root }. What lies beyond is red.
roster-change-cut-removed = { $log } is CUT NO MORE (was at { $size } records).
roster-change-cut-moved = { $log } is CUT at { $size } records, root { $root } (was: at { $was_size } records, root { $was_root }).
roster-reached = at { $url }
roster-reached-nowhere = no address
roster-log-signed = { $log } signed by { $keys }
roster-key-on = key { $digits } from size { $from } on
roster-key-to = key { $digits } from size { $from } to { $to }
roster-objection-cut-loosened = { $log } was cut at { $size } records, and a cut only tightens: it may be lowered, and never lifted, raised or given another root at its size
roster-objection-cut-of-no-log = the cut of { $log } cuts nothing: no registry lists this log
roster-objection-unreachable = no head of { $registry } could ever be confirmed: { $arithmetic }
roster-objection-own-mirror = { $mirror } counts for { $registry }, and { $tie }: nobody vouches for themselves. { $arithmetic }
roster-arithmetic-enough = { $named } mirrors in the quorum - { $own } of its own = { $left } ≥ { $needed } needed
roster-arithmetic-short = { $named } mirrors in the quorum - { $own } of its own = { $left } < { $needed } needed
roster-tie-address = both are reached at one address
roster-tie-key = both answer with one key
roster-tie-spelling = the names of their organisations differ in spelling only
roster-tie-name = it has that registry's name
roster-objection-stop = not to be signed: { $objection }.
roster-objection = { $objection }.
roster-not-to-be-signed = Correct roster.toml, and look at `attestat roster diff`.
roster-quorum-zero = A quorum of 0 was asked for: no head needs to be confirmed by anybody.
roster-quorum-too-high = A quorum of { $k } cannot be reached by every registry: some have only { GROUPED($least) } { $least ->
        [one] mirror
       *[other] mirrors
} of other organisations
    .next = Choose at most { $least } with `attestat roster add --quorum`, or add the entries of more organisations first.
roster-quorum-nobody = Nobody of another organisation mirrors these registries yet, so the quorum is none: documents count as soon as the registry has signed them, and every verdict says that nobody else confirmed them. Add the entries of other organisations to change that.
roster-quorum-some-alone = At least one registry has no mirror of another organisation, so the quorum is none for now. Add the entries of the others to change that.
roster-quorum-counts = A head counts once { $k } of the { $of } mirrors of other organisations confirm it.
roster-quorum-counts-and-few = A head counts once { $k } of the { $of } mirrors of other organisations confirm it. That is too few to rule out two histories, each with a quorum of its own.
roster-quorum-range = { $least } to { $most }
roster-quorum-by-hand = The quorum lines in roster.toml were written by hand and stay as they are; `attestat roster add ENTRY --quorum K` replaces them.
roster-nothing-to-add = Nothing to add: every entry is in the roster just so.
roster-nothing-to-change = Nothing to change: it stands so already.
roster-nothing-to-remove = Nothing to remove.
roster-nothing-to-renew = Nothing to renew: it holds so long already.
roster-nothing-to-cut = Nothing to change: it is cut there already.
roster-unknown-name = The roster lists no { $kind } "{ $name }"
    .next = Copy the name from `attestat roster show`.
roster-unknown-registry = registry
roster-unknown-member = registry, cosigner or governor
roster-too-few-left = { $left } governors would be left, and { $threshold } must sign
    .next = Lower `threshold` in roster.toml first, or name another governor.
roster-cut-not-confirmed = No quorum confirmed this head: nothing but the log's own key stands for it.
roster-cut-loosened-next = Cut at a smaller head, or leave it as it is.
roster-cut-which-log = { $node } is a node, and which of its logs is to be cut was not said
    .next = Name it: --log school-12.example/1.
roster-cut-between = { $node } shows { $longest } records of { $log }, and the cut lies at { $size }: what lies between will not count.
roster-cut-not-shown = { $from } does not show where to cut: { $why }
    .next = Name evidence of a fork, a status file or a head of the log, as verifiers and auditors keep them; or a node, with --log.
roster-cut-no-key = the roster lists no key that signs this log at this size
roster-cut-no-head = it shows no head of { $log }
roster-cut-no-signed-head = it shows no head that { $log } signed
roster-cut-undecided = { $log } forked, and the evidence does not tell which history counts: of its heads at { $smaller } and { $larger } records, a quorum confirmed not exactly one
    .next = Name the newest head, or better the newest status file, that a quorum confirmed: verifiers and auditors keep them, and `--from NODE --log LOG` takes that of a mirror. A status file's head shows what was in force at the end.
roster-cut-offline = The cut of { $log } was not compared with any node.
roster-cut-own-node-alone = The cut of { $log } is confirmed by the registry's own node alone: nobody else holds the log.
roster-cut-unproven = The cut of { $log } was lowered to { $size } records, and it was not proven that its root there is of the history that was kept so far
roster-cut-unproven-by = The cut of { $log } was lowered to { $size } records, and it was not proven by { $nodes } that its root there is of the history that was kept so far
roster-cut-unproven-next = Lower it to a head of that history, where a mirror that holds it answers: a lowered cut is not taken without its proof, nor with --offline.
roster-cut-elsewhere = The cut of { $log } has a root that the log never had at { $size } records on { $nodes }
    .next = Take size and root of the cut from a head that was confirmed: attestat roster cut --from HEAD. Where these nodes hold the history that is to be left out, compare the head with who confirmed it by another way, and say so with --offline.
roster-cut-beyond = The cut of { $log } lies at { $size } records, and the longest copy of the log has { GROUPED($longest) } { $longest ->
        [one] record
       *[other] records
}
    .next = Cut where the log has been.
roster-cut-unchecked = No node answers that holds { $log }, so its cut cannot be compared with the log
    .next = Try again when a mirror runs; with --offline it is not compared, which somebody else must have done.
roster-version-says = Version { $version } says:
roster-version-says-other = Version { $version } says, other than version { $before }:
roster-version-nothing-else = Nothing else.
roster-file-cannot-change = { $path } is written in a way that this command cannot change
    .next = Make the change in it by hand, and look at `attestat roster diff`.
roster-bad-entry = { $path } is not an entry for the roster: { $why }
    .next = Hand in the file that `attestat-node init` wrote, unchanged.
roster-bad-entry-address-next = Let the school run `attestat-node tls DIR` and hand in its entry.toml again.
roster-entry-other-key = it has "{ $key }", and only [[registry]] and [[cosigner]] are expected
roster-entry-two-organisations = its registry is of "{ $registry }" and its cosigner of "{ $cosigner }", and a mirror of one's own must not count
roster-entry-no-registry = it has no [[registry]]
roster-entry-several = it has more than one [[registry]] or [[cosigner]]
roster-entry-no-pin = the address { $address } names no key
roster-kept-classes = { $registry }: may still issue { $held }; the entry asks for { $asked }.
roster-kept-state = { $registry }: stays { $held }; the entry says { $asked }.
roster-cosigner-other-key = The roster lists another key for the cosigner { $name }
    .next = Give the new cosigner another name, such as …/m2, and take the old one out when it stops.
roster-other-organisation = { $name } is of "{ $held }" in the roster, and of "{ $given }" in the entry
    .next = If the organisation has a new name, write it into roster.toml for its registries and cosigners alike; if not, ask the school by telephone.
roster-log-other-key = The roster lists another key for the log of { $registry } than the entry
    .next = If the registry rotated its key, write both into roster.toml with `to_size` and `from_size`; if not, ask the registry by telephone.
roster-none = There is no roster in { $path }
    .next = Name its folder with `--roster DIR`, or begin one with `attestat roster init DIR --name NAME`.
roster-bad = { $path } cannot be used as a roster: { $why }
    .next = Correct what is named there, or take the file from where it came again.
roster-nobody-signed = nobody signed it
roster-no-governor-signed = no governor of the roster signed any of these files
roster-already-there = There is a roster in { $path } already
    .next = Go on with `attestat roster add`, or choose another folder.
roster-governor-twice = --governor names one governor twice: { $key }
    .next = Give each governor's line once; nothing was made.
roster-made = Made { $paths }.
roster-made-governor = Governor: { $key }
    {"  "}by telephone { $digits }
roster-made-governor-elsewhere = Governor elsewhere: { $key }
    {"  "}by telephone { $digits }
roster-made-next = Next: attestat roster add ENTRY --roster { $dir }   then   attestat roster sign --roster { $dir }
roster-made-next-elsewhere = Next: attestat roster add ENTRY --roster { $dir }   then   the governors sign: attestat roster sign --roster { $dir }
roster-made-compare = Compare the digits with each governor elsewhere by telephone before you sign.
roster-made-keep = Keep the key where only a governor can reach it: it decides who may issue.
roster-no-name = A governor's key needs a name
    .next = Add `--name NAME`; or, for a secretary who is no governor, `--governors 0` and a `--governor KEY` for each.
roster-bad-name-next = Choose another name.
roster-empty-name = The name is empty
    .next = Give a name such as pilot.example.
roster-governor-is-cosigner = The key given with --governor is a cosigner's
roster-bad-governor-next = Copy the line that `attestat roster init` printed as "Governor".
roster-no-governor = A roster needs a governor
    .next = Give the key of each with `--governor KEY`, or let one be made here.
roster-bad-threshold = { $threshold } signatures cannot be asked of { $governors } governors
    .next = Choose from 1 to { $governors }.
roster-merge-other-text = { $path } and { $other } are not the same text
    .next = Look at the difference: attestat roster diff { $path } { $other }
roster-merge-took = Took { GROUPED($n) } { $n ->
        [one] signature
       *[other] signatures
}.
roster-no-version-before = Version { $version } follows version { $before }, which is not here
    .next = Put the signed version { $before } here as { $path }.
roster-not-next = { $path } is version { $version }, and does not follow what is signed in { $signed }
    .next = What can be signed now is version { $next }: name the folder with `--roster DIR`.
roster-version-gap = roster.toml is version { $version }, and the one that is signed here is { $signed }
    .next = Put what the other governors signed in between here as roster.note, or correct `version`.
roster-is-signed = { $path } is signed already and is not changed
    .next = Name the folder with `--roster DIR`: the next version is begun there.
roster-waits = Version { $version } waits for signatures.
    Next: attestat roster sign --roster { $dir }
roster-waits-elsewhere = Version { $version } waits for signatures.
    Next: no governor's key is here: send { $dir } to the governors, who sign it
roster-show-in-force = Version { $version } is the signed one: attestat roster show { $path }. What changes: attestat roster diff.
roster-show-head = Roster version { $version }
roster-show-holds = Holds         { $from } to { $to }
    Changed by    { $threshold } of { $governors } governors; signed by { $signers }
roster-show-nobody = nobody yet
roster-show-cut = Cut: { $log } at { $size } records
roster-show-no-log = none
roster-show-needs-none = no cosignature
roster-show-needs = { $fewest } of { $counting }
roster-show-needs-too-many = more cosigners than count
roster-column-governor = governor
roster-column-key = key by telephone
roster-column-registry = registry
roster-column-state = state
roster-column-classes = may issue
roster-column-log = log
roster-column-needs = needs
roster-column-organisation = organisation
roster-column-cosigner = cosigner
roster-column-kind = kind
roster-column-address = address
roster-sign-question = Sign exactly this? [y/N]
roster-not-a-governor = { $path } is no governor's key of this roster
    .next = Give the key of a governor that roster.toml lists.
roster-no-key = There is no governor's key in { $path }
    .next = Name one with `--key FILE`.
roster-begins-later = This version begins on { $day }: until then nothing counts.
roster-begins-later-than-before = This version begins on { $day }: until then the version before it counts.
roster-expired = This version expired on { $day }
    .next = Let it hold for longer: `attestat roster renew`.
roster-signed-behind = Signed version { $version } of the roster: { $path }
    Hash: { $hash }
    Version { $newest } follows it and stays what everyone pins: { $newest_path }
roster-signed = Signed version { $version } of the roster: { $path }
    Hash to pin: { $hash }
    By telephone: { $digits }
    Publish both, the hash by another way than the file. Next:
      every node      attestat-node pin SCHOOL { $path } --hash { $hash }
      every verifier  attestat trust pin { $path } --hash { $hash }
roster-signed-so-far = Signed version { $version } so far: { $path }
    Hash: { $hash }
    By telephone: { $digits }
    Next: { $missing }; hand { $path } to the next governor, who runs `attestat roster sign --roster roster-{ $version }.note --key FILE`, and take the answers in with `attestat roster merge`.
roster-signed-so-far-after = Signed version { $version } so far: { $path }
    Hash: { $hash }
    By telephone: { $digits }
    Next: { $missing }; hand { $path } and the roster.note before it to the next governor, who runs `attestat roster sign --roster roster-{ $version }.note --key FILE`, and take the answers in with `attestat roster merge`.
roster-missing-of-this = { $signed } of the { $needed } governors that this version needs have signed
roster-missing-of-before = { $signed } of the { $needed } governors that the version before needs have signed
roster-signer = { $name }
roster-signer-key = By { $path } this key
roster-signer-enough = Enough governors
roster-signed-already = { $signer } signed version { $version } with another text, whose hash is { $hash }; a signed number is never signed again
    .next = Finish that text first: `attestat roster sign --roster roster-{ $version }.note`. What changes since goes into version { $following }.
roster-key-unusable = { $path } cannot be used as a key that signs: { $why }
    .next = Name the key's file: what it signed is kept beside it.
roster-record-spoilt = { $path } does not say what this key has signed
    .next = Put it back as it was: a line `<version> <hash>` for each version.
roster-another-hash = This roster has the hash { $hash }, by telephone { $digits }, and not { $given }
    .next = Find out who has which text before anybody signs: attestat roster diff.
roster-not-a-hash = "{ $given }" is no hash of a roster
    .next = Give the 64 characters of the hash, or the 25 digits that are read out over a telephone.

## Failures, nodes and files

failure-internal-next = Try again; if it stays, report it with this message.
failure-refused = { $node }: { $what }
failure-may-be-done = { $node } went away before it answered: what was asked for may have been done
    .next = See whether the node runs (`attestat-node run DIR`) and run the same command again: it is safe, what was done is not done twice.
node-bad-answer = { $node } gave an answer that does not hold: { $why }
    .next = Ask another node, and tell the operator of this one.
node-address-next = Correct the address and run the command again.
node-unpinned = The address { $address } names no key, so nobody could tell who answers there
    .next = Use the whole address as the school gives it, with #sha256:… at its end.
node-another-key = Another key answered at { $address } than the one that the address names (expected { $expected }, found { $found })
    .next = The node was given a new key, or somebody stands in its place: get its whole address anew from the school by a way you trust, and do not leave out what stands behind #.
node-not-a-node = What answers at { $address } is not a node of this project: { $why }
    .next = See whether host and port are right, and whether the node is of this version.
node-not-allowed = You may not use { $address }: it belongs to another user or group
    .next = Join the group that `registrar_group` in the node's node.toml names, log in anew, and run the command again.
node-unreachable = Nothing answers at { $address }
    .next = See whether the node runs (`attestat-node run DIR`) and whether the address is right.
node-too-slow = { $node } did not come to an end within { $minutes } minutes
    .next = Ask another node, or try again on a faster line.
node-not-checked = The address { $address } names no key, so it is not checked who answers there. What is shown is signed and checked all the same; who looks at it can be seen by whoever stands in between. The node's whole address ends with #sha256:…
node-not-named = The command does not say which node it speaks to
    .next = Add `--node DIR` with the node's folder, or `--node unix:/path/to/its/socket`.
node-no-settings = The folder { $path } is no node's: it has no { $settings }
node-no-folder = There is no folder { $path }
    .next = Name the node's folder, as it was made by `attestat-node init`: `--node`, or { $variable }.
node-no-threads = No threads could be started: { $why }
node-notice = warning[{ $code }] { $words }.
file-read = Could not read { $path }: { $why }
file-write = Could not write { $path }: { $why }
file-make-folder = Could not make the folder { $path }: { $why }
file-room-next = Make room on that disk, or name a folder on another one.
file-read-only-next = Name a folder on a disk that can be written.
file-next = See whether the path is right and you may use it.
file-too-long = { $path } is longer than the { $limit } bytes that such a file can have
    .next = See whether it is the right file.
file-not-text = { $path } is not a text in UTF-8
    .next = See whether it is the right file.
file-already-there = { $path } is there already and is not overwritten
    .next = Name another file, or move the old one away.
file-same-place = Two results would be written to { $path }
    .next = Name a file for each.
file-secret-readable = The secret file { $path } can be read by others (mode { $mode })
    .next = Run `chmod 600 { $path }`, and think about who may have read it.
key-not-written = The key could not be written as PKCS#8
key-not-a-key = { $path } does not hold an Ed25519 key as PKCS#8
    .next = Give the key file as the program that made it wrote it.
dice-failed-why = The system gave no random numbers: { $why }
dice-failed = The system gave no random numbers
clock-no-day = The clock of this machine shows no day of the calendar
question-not-confirmed = Not confirmed: nothing was done
    .next = To do it after all, run the command again and answer y.
question-no-terminal = The command has a question, and there is no terminal to ask it on
    .next = Run it on a terminal, or add --yes.
question-not-read = The answer cannot be read: { $why }
output-results-lost = Not all of the results could be written: { $why }
    .next = Make room, or send them elsewhere, and run the command again; what it changed has been done.
output-progress = { $done } of { $total }, { $speed }, { $left } left
output-documents = documents
code-in-file = { $path }: { $fault }
level-unknown = unknown
level-local = local
level-witnessed = witnessed
level-mirrored = mirrored
level-not-reached = Everything is in the node's log, but the level "{ $wanted }" was not reached in time: it is { $reached }
    .next = The node goes on by itself. Once `attestat status-of NODE` shows that the others confirm again, run the same command again: nothing is done twice, and what it writes has the newer proofs.
code-too-long = a QR code holds at most { $max } bytes, and these are { $length }
    .next = Give the file instead.
code-not-drawn = the QR code could not be drawn: { $why }
    .next = Give the file instead.
code-not-a-picture = the picture is not a PNG or JPEG that can be read ({ $why })
    .next = Save it as one of them and try again.
code-too-large = the picture has more than { $max } pixels
    .next = Cut out the part with the code and try again.
code-none = no QR code can be read in the picture
    .next = Take it again straight on, sharp, with the whole code in it.

## Families: wallet, share, shares, request

wallet-sheet-to-copy = The 24 words are in { $path }: print it, or copy the words by hand.
wallet-no-child = The command does not say whose wallet it is to be
    .next = Add `--child NAME`; the file is named after it.
wallet-made = Made the wallet of { $label }: { $file }
    The recovery sheet: { $sheet }. Print it, keep it where documents are kept, then delete the file.
    Next: attestat wallet enrol LETTER, with the school's letter.
wallet-whole = whole, saved { $generation } { $generation ->
        [one] time
       *[other] times
    }
wallet-damaged-listed = DAMAGED: open it to see what to do
wallet-none-listed = There is no wallet in { $path }.
wallet-heading-child = child
wallet-heading-wallet = wallet
wallet-opened = The wallet of { $label }: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
    }, { $portfolio } of them in the portfolio; shown { GROUPED($shares) } { $shares ->
        [one] time
       *[other] times
    }.
wallet-copy = An encrypted copy lies at { $keeper }.
wallet-copy-written = An encrypted copy lies at { $keeper }, written { $day }.
wallet-enrolled-since = Enrolled at { $registry } since { $day }.
wallet-restored = The words are right. Made the wallet of { $label }: { $file }
    It is empty so far. Next: attestat wallet recover --from ADDRESS --roster-hash HASH, with a node's address and the roster's published hash.
wallet-restored-before = The wallet with these words is here already, as { $label }; nothing was changed.
wallet-other-words = The wallet { $label } here belongs to other words; it was left as it is
    .next = Take another name with `--child`.
wallet-relocked = The wallet of { $child } opens with the new passphrase only, and so does the generation before it here.
    Copies of the folder that were made earlier still open with the old one: delete them if somebody may know it. The 24 words and the copies on other nodes stay as they are; no passphrase opens those.
words-not-known = That is not word { $number }: no wallet was made, and the sheet was removed
    .next = Destroy what was printed or copied of it: its words open nothing. Then run the command again; it draws other words.
words-question = Word { $number } on the sheet:
words-question-again = That is not word { $number }; look for the number { $number } on the sheet.
    { words-question }
words-asked = The 24 words of the recovery sheet, in order:
words-not-text = The words are not a text in UTF-8
    .next = Save them as a plain text, or type them.
words-not-read = The words cannot be read: { $why }
sheet-written = Wrote the recovery sheet to { $sheet }. Print it, keep it apart from this computer, then delete the file.
sheet-already-there = { $path } is there already and is not overwritten
    .next = Name another file with `--sheet FILE`.
passphrase-question = Passphrase of the wallet:
passphrase-question-new = New passphrase, such as four or five words:
passphrase-question-again = The same again:
passphrase-differs = The two passphrases differ
    .next = Run the command again and type the same one twice.
passphrase-no-terminal = The passphrase cannot be asked for: there is no terminal
    .next = Give it with `--passphrase-file FILE`, or in the variable ATTESTAT_PASSPHRASE.
passphrase-empty = The passphrase is empty
    .next = Give the passphrase of the wallet.
passphrase-not-text = { $file } is not a text
    .next = See whether it is the file with the passphrase.
wallet-no-folder = Neither XDG_DATA_HOME nor HOME says where wallets are kept
    .next = Name the folder with `--wallet DIR`.
wallet-none = There is no wallet in { $folder }
    .next = Make one with `attestat wallet new --child NAME`, or name the right folder with `--wallet DIR`.
wallet-no-such-child = There is no wallet of { $label } in { $folder }
    .next = Name one of these with `--child`: { $names }.
wallet-which-child = There are several children in the folder, and the command does not say which is meant
    .next = Add `--child` and one of these: { $names }.
wallet-already-there = There is a wallet of { $label } already, and it is not overwritten
    .next = Take another name with `--child`, or move the old file away.
wallet-in-use = Another command works in the wallet folder
    .next = Wait until it is done and run the command again.
wallet-way-back-none = There is no earlier copy beside it: restore the wallet from the 24 words with `attestat wallet restore` and `attestat wallet recover`.
wallet-way-back = The copy before it is kept: go back with `{ $command }`, then `attestat wallet sync`.
wallet-too-many = There are more than { $limit } wallets in { $folder }
    .next = Keep each family's in a folder of its own, and name it with `--wallet DIR`.
wallet-folder = The folder { $folder } cannot be used: { $why }
    .next = See whether it is yours and the disk is not full.
passphrase-weak = The passphrase is short and quickly guessed: { $characters } characters, at least 10 are needed
    .next = Choose four or five words that nobody would guess.
passphrase-plain = The passphrase is almost one character only
wallet-wrong-passphrase = The passphrase does not open this wallet
    .next = Try again, and watch the keyboard's language and Caps Lock. If it is lost, restore the wallet from the 24 words under another name (`--child`); this file stays.
wallet-newer = { $file } was written by a newer program
    .next = Upgrade this program, and leave the file as it is.
wallet-cut-off = { $file } is cut off: { $found } of { $expected } bytes are there; nothing of it was used
wallet-altered = { $file } was altered by somebody; nothing of it was used
wallet-damaged = { $file } is damaged; nothing of it was used
wallet-not-one = { $file } has { $bytes } bytes, more than a wallet ever has; nothing of it was used
    .next = See whether it is the right file, and leave it as it is.
wallet-memory = Opening the wallet takes more memory than this machine has free
    .next = Close other programs and try again.
wallet-not-reopened = The wallet would not open again, so nothing was written
wallet-no-document = the wallet has no such document; list its documents and choose one of them
wallet-label = what a child is called must be 1 to 200 bytes of visible text; choose a short name
wallet-address = a node's address has at most 340 bytes; write https://host:port#sha256:<64 hex digits>
wallet-epoch = the wallet keeps 64 keys for a registry, and this one would be beyond them; make a new wallet
wallet-full = the wallet already has { $limit } { $items ->
        [enrolments] enrolments
        [documents] documents
        [shares] shares
       *[mailboxes] mailboxes
    }, the most that it keeps
wallet-too-long = the wallet would have { $bytes } bytes, more than its file may have; nothing was written
wallet-unreadable = the wallet would not open again, so nothing was written; keep the file as it is and report this
wallet-dead-dice = the source of randomness gives zeros: save nothing here, and repair the machine's random generator
mailbox-too-long = the ledger of shares alone is larger than a mailbox of 1 MiB; keep a copy of the wallet file instead
mailbox-not-one = what the node gave is not a mailbox of this version; ask another node that keeps a copy
mailbox-altered = what the node gave was altered, or is not this child's; ask another node that keeps a copy
mailbox-unreadable = the mailbox opens, but its content does not read; ask another node that keeps a copy
document-unreadable = the file is not a document that this version reads
document-other-registry = the document is of another registry than the one that was asked
document-other-holder = the document names a key that is not this child's
document-credential = the document's credential cannot be read; fetch it again
document-issuer = the document's issuer is not a registry's address; fetch the document again
document-record = the document's record cannot be read; fetch the document again
document-commitment = the document's record stands for another document; fetch the document again
document-too-long = the document's file is longer than any document is; fetch it again
document-twice = the wallet already holds another document with the same number of this registry, which is never given twice. The one in the wallet stays; ask the school, and show it both
words-count = There are { $count } words; the recovery sheet has 24
    .next = Compare line by line: one may be missing or typed twice.
words-too-long = The text is far longer than 24 words
    .next = Give the words of the recovery sheet only.
words-unknown = Word { $position } ("{ $found }") is not on the list of words
    .next = Look at word { $position } on the sheet; did you mean "{ $nearest }"?
words-checksum = Every word exists, but together they do not fit
    .next = Compare each with its number on the sheet: two may be swapped, or one read as another.
words-dead-dice = This machine gives no random numbers
    .next = Make no wallet here; use another machine.
ticket-group-length = Group { $group } of the code has { $characters } { $characters ->
        [one] character
       *[other] characters
    }; each has 6
    .next = Compare group { $group } with the letter.
ticket-character = Group { $group } of the code has a character that codes do not use
    .next = Compare group { $group } with the letter.
ticket-group = Group { $group } of the code is mistyped, or a group before it is missing
    .next = Compare group { $group } with the letter.
ticket-half = Only { $groups } of the code's { $of } groups are there
    .next = Type all of them, in one line and in the order of their numbers.
ticket-newer = The ticket was made by a newer program
    .next = Upgrade this program.
ticket-not-whole = The ticket is not whole
    .next = Copy all of it again, from "attestat:ticket:" to the end; or ask the school for a new letter.
flow-hosts-none = This node hosts no registry, and keeps no mailboxes
    .next = Choose a school's node.
flow-no-node = The roster names no node to ask
flow-stage-mailboxes = mailboxes
flow-stage-registries = registries
flow-no-place = Nothing says where the wallet is kept
flow-hands-nothing-over = This work hands nothing over
flow-asks-no-node = This work asks no node
flow-not-connected = No node is connected
answer-unsigned-head = the head of { $origin } is not signed by its registry
answer-unsigned-status = the status file of { $origin } is not signed by its registry
answer-status = its status file cannot be read
answer-late-year = { $origin } claims records of the year { $year }, and this is { $now }
answer-record = a record of it cannot be read
answer-proof = a proof of it cannot be read
answer-not-proven = record { $number } of { $origin } is not proven
answer-another-record = record { $number } of { $origin } was asked for, and another came
answer-tags = its list of tags cannot be
answer-address = its address cannot be compared with known ones
answer-roster = its roster cannot be read
answer-nonce = its nonce has not 32 bytes
answer-too-much = it sends more than there can be
answer-mailbox = the mailbox is larger than mailboxes are
flow-not-saved-next = The wallet on the disk is as it was before this command.
flow-keeper-elsewhere = The node at { $at } says that it is { $id }, whose address or key is known to be another; nothing was sent to it
    .listed = Name the registry itself: `--to { $id }`. If its node has moved, `attestat wallet sync` brings the newer roster that says so.
    .unlisted = The roster does not name it: ask that school itself where its node is, and choose another node until then.
flow-same-node = Only the node of { $id } itself could permit this copy, and would know whose it is
    .next = Choose another school's node; or add --same-node if it may know.
flow-not-permitted = { $asked } was asked to permit the copy, and did not: { $what }
flow-not-enrolled = Only enrolled families may leave copies, and this wallet is enrolled nowhere
    .next = Redeem a school's letter first: `attestat wallet enrol LETTER`.
flow-not-listed = The roster in force does not name { $id }
    .next = Ask the school itself how its documents stand.
flow-unknown-wallet = The school's node does not know this wallet any more: the school has destroyed what it held, or has enrolled another wallet since
    .next = What is in this wallet stays. If the school is to know it again, ask for a new letter.
family-unreachable = The school's node does not answer
    .next = Look at the connection and the address; try again later.
family-another-key = Another key answered at the address than the one that it names; nothing was said to the node
    .next = Get the whole address from the school again, and do not leave out its end, behind #.
family-unpinned = The address names no key, so nobody could tell who answers there
    .next = Use the whole address as the school gives it, with #sha256:… at its end.
family-too-many-guesses = The node takes no letters for now: too many were wrong
    .next = Try again in ten minutes.
family-wallet-of-another = This wallet is enrolled here for another pupil already
    .next = Make a wallet of its own for each child: `attestat wallet new --child NAME`.
family-no-permit = The node did not take the permit for the copy
    .next = Try again tomorrow, or choose another node.
family-no-mailbox = The node keeps no copy of this wallet
    .next = Ask the other nodes where copies are kept.
family-mailboxes-full = The node has no room left for copies
    .next = Choose another node.
family-busy = The node is busy, or did not answer in time
    .next = Try again in a minute.
question-terminal = Answer the question on a terminal.
question-compare = Compare the roster's hash with the consortium's and give it with `--roster-hash HASH`.
question-letter-elsewhere = The wallet knows the node of { $registry } at { $known }; this letter leads to { $given }.
    A forged letter would lead elsewhere too: ask the school by telephone. Is the letter its own? [y/N]
question-two-schools = The letter is of { $registry }, and the wallet is enrolled at { $alike }, which reads almost the same.
    A forged letter would choose such a name: ask the school by telephone. Are they two schools? [y/N]
question-compare-roster = This node works by the roster
    {"  "}{ $found }
    {"  "}by telephone { $digits }
    Compare it with the hash on the consortium's page, or ask a school by telephone. The same? [y/N]
question-share-condemned = A document in it is revoked or suspended, and whoever checks it sees red. Show it all the same? [y/N]
question-share = Share exactly this? [y/N]
question-give-years = Give the yearly secret too, with these limits? [y/N]
ticket-expired = The letter ended on { $when }
    .next = Ask the school for a new one.
letter-elsewhere = The letter leads to { $given }, and by the roster the node of { $registry } is { $listed }; nothing was sent
    .next = Do not use the letter; ask the school by telephone whether it is its own. If its node has moved, the consortium's roster must say so first.
enrol-done = The wallet of { $label } is enrolled at { $registry }.
enrol-waiting = Documents issued before: { $count }. They will be issued again for this wallet, by { $day }: some days' delay hides whose they are.
enrol-for-the-sheet = For the recovery sheet: node { $node }, roster { $roster }. To print the sheet again with both filled in: attestat wallet words --sheet FILE
enrol-used-up = The letter is used up: destroy it. Next: attestat wallet sync
enrol-another-roster = The letter names the roster { $named }, and the node works by { $found }: documents from there are kept, but not checked. Ask the school which is right.
letter-used-before = The school's node does not take this letter; the wallet is noted as enrolled there already
    .next = See whether that holds: `attestat wallet sync`. If it does not, ask the school for a new letter.
letter-refused = The school's node does not take this letter
    .next = It may have been used already, or it ended: ask the school for a new one.
letter-question = The letter's code:
letter-none = There is no ticket in { $path }
    .next = Give the school's letter as a file, or a sharp picture (PNG or JPEG) of its code.
letter-alike = The letter is of { $registry }, which the roster does not name; it names { $near }, which reads almost the same. Nothing was redeemed
    .next = Do not use the letter; ask the school by telephone whether it is its own.
letter-not-listed = The letter is of { $registry }, which the roster in force does not name. Nothing was redeemed
    .next = Ask the school whether it belongs to the consortium yet: its name must stand in the roster first.
letter-another-consortium = The letter is of { $registry }, a school of another consortium; this folder follows one roster. Nothing was redeemed, and the letter is still good
    .next = Use it in a second folder, with the same 24 words:
        {"  "}attestat wallet restore --child '{ $label }' --wallet SECOND
        {"  "}attestat wallet enrol LETTER --wallet SECOND
letter-title = { $school }: ticket for a wallet
letter-family = For the family of { $pupil }
letter-why = The school keeps its records so that nobody can quietly change them. With this ticket the family gets its own copies of the child's documents, in a wallet that only the family can open. Taking part is voluntary; the documents are valid without it.
letter-how = How to use it
letter-make = Make the child's wallet, once: attestat wallet new --child NAME. Print the recovery sheet and keep it.
letter-use = Use the letter: attestat wallet enrol, with this letter as a file, with a picture of the code, or typing the groups below, all in one line.
letter-arrive = The documents arrive with attestat wallet sync, some days later. None of them is in the portfolio until you include it, and nothing is shown to anybody until you share it.
letter-code = The letter's code
letter-typed = Small letters do as well. The last character of each group is a check: a mistyped group is named.
letter-line = The same in one line, to copy:
letter-ticket = The ticket works once and until the day above. Whoever has it can enrol a wallet in the child's name: keep it like money, and tell the school at once if it is lost or if the program says that it was used already. The school itself keeps no copy of it.
letter-registry = Registry: { $registry }
letter-node = Node: { $node }
letter-roster = Roster: { $roster }
letter-until = Good until (UTC): { $until }
sheet-why = These 24 words are the key to the child's wallet of school documents. With them, and with nothing else, the wallet can be made again when the computer, the telephone or the file is gone. Each child has its own sheet.
sheet-order = The words are read row by row, in the order of their numbers. They are English in every country: the list that they come from is the same everywhere (BIP-39).
sheet-never = What never to do
sheet-never-tell = Never tell the words to anybody: no school, no university, no support and no programmer ever needs them. Who asks for them wants to pose as the child.
sheet-never-type = Never photograph the sheet, and never type the words into a web page, a message or a document.
sheet-never-together = Never keep the sheet together with the computer or telephone that the wallet is on.
sheet-keep = Where to keep it
sheet-where = In an envelope with the child's birth certificate; a second copy with somebody whom you would trust with the child's papers. A pencil copy by hand is as good as a print.
sheet-recover = How to recover
sheet-restore = On any computer with the program: attestat wallet restore --child NAME. It asks for the words, all in one line; capital letters and spaces do not matter, and a mistyped word is named.
sheet-then = Then: attestat wallet recover. It needs the address of a node and the hash of the roster, which stand in each letter of a school and on the consortium's page. It finds the child's records there, then fetches the documents from the schools, or from the copies that it keeps on other nodes.
sheet-lost = If the sheet is lost and the wallet is there, print it again: attestat wallet words. If both are lost, go to each school with your papers: it can issue its documents again for a new wallet.
sheet-stranger = If a stranger may have seen the words, make a new wallet and have each school enrol it: the old key then opens nothing new.
sheet-needs = What recovery needs beside the words. The hash changes with every version of the roster; the newest one stands on the consortium's page.
sheet-address = Address of a node: { $address }
sheet-hash = Hash of the roster: { $hash }
sheet-as-code = The same as a code, without the words: a telephone reads the whole command from it.
sheet-write = Write down here, from a school's letter or the consortium's page:
sheet-blank = Address of a node: ____________________________________________________
    Hash of the roster: ___________________________________________________
sheet-title = Recovery sheet: { $label }
family-compare-hash = The roster in force is more than a year newer than the one that was held here. Compare its hash with the one on the consortium's page, or ask a school by telephone:
    {"  "}{ $hash }
family-another-roster = The node of { $registry } works by the roster { $found }, which does not follow the one in force here. Compare that hash with the consortium's; if it is right: `attestat wallet recover --from NODE --roster-hash HASH`.
family-others-another-roster = Other nodes work by the roster { $found }, which does not follow the one in force here. Compare that hash with the consortium's; if it is right: `attestat wallet recover --from NODE --roster-hash HASH`.
family-not-proven = The node of { $registry } did not prove that its log continues what it showed before. Sync again later; if it stays, tell those who sign the roster.
family-forked = The log { $origin } was signed in two histories that contradict each other. Do not rely on its newest documents; tell those who sign the roster.
status-bad = DOES NOT VERIFY  { $id }  { $title } ({ $why }): show it to nobody, ask the school, and show it this line.
status-suspended = suspended  { $id }  { $title }: the school has suspended it, and whoever checks it will see that.
status-revoked = revoked  { $id }  { $title }: the school has revoked or replaced it, and whoever checks it will see that.
status-valid = in force  { $id }  { $title }: the school has put it in force again.
status-unasked = Whether the documents of { $registry } are still in force could not be asked: { $failure }
sync-not-enrolled = The wallet is enrolled nowhere yet
    .next = Redeem the school's letter first: `attestat wallet enrol LETTER`. Where the wallet was restored from its words: `attestat wallet recover`.
sync-nobody = Nobody could be asked: whether there is anything new is not known.
sync-nothing-from-those = Nothing new from those that answered.
sync-nothing = Nothing new.
sync-new = new      { $id }  { $title }
sync-renewed = Renewed, with the newest proof and status: { $count }.
sync-refused = REFUSED  { $registry }:{ $slot } does not verify and was not taken in ({ $why }). Ask the school, and show it this line.
sync-unchecked = Not checked, for lack of a roster: { $count }.
sync-bearers = Not bound to the wallet yet: { $count }. They cannot be shared from here until the school has issued them again.
sync-waiting = { $registry } will issue { $waiting } again for this wallet, by { $day }.
sync-to-include = They are in no portfolio until you include them: attestat wallet show, then attestat wallet include ID
holdings-heading = { $registry }, enrolled since { $day }. It holds { GROUPED($count) } { $count ->
        [one] document
       *[other] documents
    }:
holdings-column-number = number
holdings-column-what = what
holdings-column-day = day
holdings-column-state = state
holdings-column-for = for
holdings-column-kept = kept with it
holdings-column-when = when
holdings-column-who = who
holdings-open-letter = A letter that nobody has used yet is out, good until { $day }.
holdings-accesses = Who touched it:
holdings-valid = in force
holdings-revoked = revoked
holdings-suspended = suspended
holdings-bound = this wallet
holdings-bearer = whoever has the file
holdings-issued-in-error = issued in error
holdings-superseded = superseded
holdings-document-lost = document lost
holdings-key-compromised = key compromised
holdings-agreement = agreement
holdings-law = legal basis
holdings-pupil-number = pupil's number { $number }
holdings-note = a note
access-unknown = of an unknown kind
access-issued = issued
access-opened = read by the school
access-exported = written to a file by the school
access-changed = corrected, or its state changed
access-ticket-made = a letter was made
access-enrolled = the wallet was enrolled
access-delivered = fetched by the family
access-rebound = issued again for the wallet
access-holdings-shown = this list was looked at
access-by-family = family
access-by-node = node
access-by-registrar = registrar { $user }
document-none = There is no document { $shown } in the wallet
    .next = See which there are with `attestat wallet show`.
document-several = Several documents have the number { $shown }
    .next = Name the one that is meant: { $ids }.
title-unknown-type = A document of an unknown type
show-yes = yes
show-no = no
show-bearer = not bound to the wallet yet
show-another-key = bound to another key
show-revoked = revoked by the school
show-suspended = suspended by the school
show-replaced = replaced by { $newer }
show-none = The wallet holds no documents yet. To fetch them: attestat wallet sync
show-heading-id = id
show-heading-portfolio = portfolio
show-heading-document = document
show-whole = { $id }  { $head }
    {"  "}in the wallet since { $received }; each field is shown by its name after --show:
backup-copy = An encrypted copy lies at { $keeper } ({ $size } KiB). Only the 24 words open it.
backup-kept-until = It is kept until { $day }; the same command keeps it longer.
backup-left-out = Left out for want of room, outside of the portfolio first: { GROUPED($count) } { $count ->
        [one] document
       *[other] documents
    }.
backup-keeper-permitted = Its node gave the permit too, and knows whose copy it is, not what is in it.
backup-not-in-roster = The roster does not name this node: note its whole address on the recovery sheet, and give it to `wallet recover --from` too.
backup-no-such-copy = The wallet knows of no copy at "{ $shown }"; nothing was dropped
    .next = Name one of these, or leave --at out for all: { $known }.
backup-dropped = Copies dropped at: { $list }
recover-restore-first = Make it again from the 24 words first: `attestat wallet restore --child NAME`; or name the right folder with `--wallet DIR`.
recover-bad-hash = The hash given with --roster-hash is not 64 hex digits
    .next = Copy it whole, as the consortium published it.
recover-no-node = No node was named
recover-another-history = The folder follows the roster { $held }, and { $named } is not one that came before or after it
    .next = Compare the hash with the consortium's once more. For another consortium make a second folder: `attestat wallet restore --child NAME --wallet SECOND`.
recover-another-roster = The node works by the roster { $found }, and the one to be believed is { $named }
    .next = Ask another node, or compare the hash with the consortium's once more.
recover-records = { $registry }: { GROUPED($count) } { $count ->
        [one] record
       *[other] records
    } of this child in the log.
recover-no-record = No record of this child was found.
recover-gone = { $registry } could not be asked for the documents: { $failure }
recover-copy = An encrypted copy at { $keeper } gave { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
    } and { GROUPED($shares) } { $shares ->
        [one] share
       *[other] shares
    } that were missing.
recover-copy-older = It is older than another copy: what the family chose later counts.
recover-bad-copy = The copy at { $keeper } does not open: { $why }
recover-in-the-wallet = In the wallet now: { GROUPED($documents) } { $documents ->
        [one] document
       *[other] documents
    }, { $portfolio } of them in the portfolio. To look: attestat wallet show
recover-missing = MISSING: { $registry } has { GROUPED($count) } { $count ->
        [one] record
       *[other] records
    } more than documents are here: try again when its node or a node with a copy answers, or ask the school.
recover-not-searched = Not searched: the log of { $registry }: { $failure }
recover-alone = Only one node answered about the log of { $registry }, and one alone can leave records out: run the command again with the address of another node.
recover-not-asked = Not asked for a copy: { $keeper }: { $failure }
recover-not-indexed = Not indexed yet, so not looked at: { $count } of the newest records. Run the command again in some minutes.
share-left-out = Left out: { $id }, because { $newer } took its place and is shown.
share-day-over = { $shown } is over
    .next = Choose a later day.
share-no-day = "{ $shown }" is not a day of the calendar
    .next = Write it as 2027-08-31 or 31.08.2027.
share-no-codes = It does not fit into QR codes ({ $why }). Give the file { $file } instead.
share-too-wide = The code takes { $need } columns, and the terminal has { $have }. Widen the window or make its letters smaller, or take the picture: --qr FILE.png
share-made = Made { $file }: give it to { $to }, and to nobody else.
share-code = The same as a code: { $list }
share-codes = The same in { $count } codes, all of which are to be scanned: { $list }
share-noted = It is noted as { $id }. A shown file cannot be un-shown; to withdraw the consent: attestat shares stop { $id }
share-not-included = { $id } is not in the portfolio
    .next = If the family wants it shown: `attestat wallet include { $id }`.
share-no-field = None of the documents has a field { $field }
    .near = Did you mean { $near }?
    .next = See their fields with `attestat wallet show ID`.
share-not-bound = { $id } is not bound to the wallet yet, so it cannot be made out to a receiver
    .next = The school issues it again some days after the enrolment; then run `attestat wallet sync`.
share-other-holder = { $id } is bound to another key than this wallet has
    .next = Ask the school to issue it for this wallet.
share-not-enrolled = The child is not enrolled at { $registry }, so nothing there is tagged
    .next = Leave out --completeness for it.
share-impossible = This cannot be shared: { $why }
    .next = Choose other documents or fields.
share-empty-portfolio = The portfolio is empty: there is nothing to show
    .next = Put a document in with `attestat wallet include ID`.
share-already-there = { $path } is there already and is not overwritten
    .next = Name another file with `--out FILE`.
share-not-written = The file { $path } cannot be written
    .next = See whether the path is right and you may write there.
share-picture-next = Name another picture with `--qr FILE.png`.
share-bad-receiver = The receiver's name is empty, too long, or has spaces at its ends
    .next = Write it as the receiver names itself.
share-bad-purpose = The purpose is empty, too long, or has spaces at its ends
    .next = Write it in one sentence.
share-endless = The consent would have no end: it is asked for until a day more than a hundred years away
    .next = Choose a day yourself with `--until DATE`, or ask the receiver for another request.
share-bad-terms = This cannot be shared so: { $why }
    .next = Correct the command and run it again.
share-of-document = document { $document }: { $why }
share-damaged = it is damaged in this wallet; go back to the generation before, or restore the wallet from the 24 words
share-upgrade = it needs a newer version of this program
share-not-signed = it cannot be signed
share-count = { $count } documents were chosen; a presentation shows 1 to 32
share-year-count = { $count } yearly secrets were chosen; at most 64 go along
share-twice = documents { $one } and { $other } are the same: show it once, with all the fields that you choose
share-year-limits = With a yearly secret the receiver finds every record that this registry tagged for the child in that year: how many there are, on which days and of which class, and whether each is revoked; also those that you do not show. It shows no content of a document, no other year and no other registry. It does not show records without a tag, made before the child was enrolled. It cannot be taken back: whoever has it can look again at any time, and can pass it on.
preview-heading = { $to } will see this, for "{ $purpose }", until { $day }:
preview-far = That is { $years } years from now: a nearer day is enough for most purposes (--until DATE).
preview-year = Yearly secret of { $registry } for { $year }:
preview-replaced = REPLACED by { $newer }: better show that one.
preview-shown = shown
preview-always = always  the registry, the type, the day { $day }, its places in the log and in the status list, your key for this registry
preview-hidden = hidden  { $list }
preview-hidden-lines = { $count } { $count ->
        [one] line
       *[other] lines
    } of lists
preview-revoked = REVOKED by the school: whoever checks it sees red.
preview-suspended = SUSPENDED by the school: whoever checks it sees red until it is in force again.
share-unknown-field = the document has no field "{ $field }"; list its fields and choose from them
share-unknown-field-near = the document has no field "{ $field }"; did you mean "{ $near }"?
terms-nonce = the nonce must be 32 bytes in unpadded base64url
terms-ended = the consent ends before it begins: choose a later day
terms-endless = the consent has no end: choose a day of the calendar, not after the year 9999
terms-claim = the claim `{ $name }` of the holder's signature is missing or not of its type
pack-too-long = this would take { $count } QR codes; at most 16 are made: show fewer fields, or hand over the file
pack-not-packable = the presentation has a part that cannot be packed; hand over the file
pack-foreign = QR code { $number } is not one of an Attestat presentation or request
pack-newer = QR code { $number } was made by a newer version of this program
pack-other-kind = QR code { $number } holds something else: a presentation and a request cannot stand in for one another
pack-mixed = QR code { $number } belongs to another set than the first
pack-missing = of { $count } QR codes these are missing: { $missing }; scan them too
pack-damaged = the QR codes were read wrongly or are damaged: scan them again
pack-too-large = what the QR codes hold is too large to be a presentation or a request
request-not-json = the request is not JSON that can be read
request-format = the file does not say "format": "attestat/request/v1"; it is another file or needs a newer program
request-unknown-key = the request has a key that attestat/request/v1 does not know
request-shape = `{ $name }` in the request is missing or not of its type
request-terms = in the request: { $why }
request-limit = `{ $name }` in the request has too many entries, or one that is empty or too long
request-unknown-type = the request asks for a type of document that this version does not know: install the current version
share-request-expired = The request ended on { $when }
    .next = Ask the receiver for a new one.
share-grant-unknown = The request asks for nothing under --grant { $shown }
share-wish = { $who } would also welcome: { $what }. Show it? [y/N]
share-offered = Also asked for, if you wish: { $what }. To show it, add --grant { $number }
share-grant-nothing = It asks for nothing optional: leave --grant out.
share-grant-only = There is only --grant 1.
share-grant-range = Give numbers from 1 to { $count }, as they are listed without --grant.
share-several-requests = Several files were given, and one of them is no picture of a code
    .next = Answer one request at a time: its file, or the pictures of all its codes.
share-not-a-request = This is not a request that can be read: { $why }
    .next = Ask the receiver for the file, or take the picture of every code again.
share-request-not-met = The request of { $who } cannot be answered yet:
    {"  "}{ $lines }
    .next = Do that and run the command again.
share-gap = { $what }: { $gap }
share-other-question = Only optional fields are asked about here
share-gap-choose = several documents would do; name one with --document: { $ids }
share-gap-not-ready = not in the portfolio, or not bound to the wallet yet; attestat wallet include { $ids }
share-gap-fields = the nearest document has no { $fields }
share-gap-none = there is no such document in the wallet; attestat wallet sync
shares-none = Nothing has been shown to anybody.
shares-heading-id = id
shares-heading-to = to
shares-heading-for = for
shares-heading-until = until
shares-heading-state = state
shares-heading-what = what
shares-year = yearly secret { $registry }:{ $year }
shares-live = in force
shares-ended = ended
shares-stopped = stopped { $day }
shares-withdrawn = Withdrew the consent { $first }. Send { $file } to { $to }: it must not use what you showed any more, and a check that is given the withdrawal says so.
    What was shown cannot be un-shown: who has the file can still read it.
shares-already-there = { $path } is there already and is not overwritten
    .next = Nothing was withdrawn: name another file with `--out FILE`.
value-label = write up to 40 letters, digits, spaces, - or _, beginning with a letter or a digit
value-year = write it as school-12.example:2026
shares-no-such = There is no such share, or several begin so
    .next = See them with `attestat shares ls`, and give more digits.
shares-no-withdrawal = the withdrawal could not be made
request-made = Request made: { $files }
    Give it to families. Check their answers with: attestat verify --request { $file } ANSWERS
request-keep = Keep the request: without it nobody can tell an answer to it from an old one.
request-unusable = { $path }: { $why }
    .next = Give the file that `attestat request --out` wrote.
request-day-over = { $shown } is over
    .next = Choose a day that families can still consent to.
request-no-day = "{ $shown }" is not a day
    .next = Write it as 2026-09-01 or 01.09.2026.
request-no-field = These documents have no field "{ $field }"
    .next = They have: { $fields }.

## The command line

line-unknown-argument = `{ $argument }` is not among the arguments of this command
line-unknown-command = There is no command `{ $command }`
line-missing-command = `{ $command }` needs one of its commands
line-missing-argument = Something is missing on the command line: { $arguments }
line-missing-value = `{ $argument }` needs a value
line-invalid-value = `{ $argument }` cannot be `{ $value }`
line-invalid-value-why = `{ $argument }` cannot be `{ $value }`: { $why }
line-too-many-values = `{ $value }` is one value too many for `{ $argument }`
line-number-of-values = `{ $argument }` needs another number of values
line-no-equals = `{ $argument }` and its value are joined by an equals sign
line-not-utf-8 = A word of the command line is not valid UTF-8
line-twice = `{ $argument }` may be given once only
line-conflict = `{ $argument }` cannot be used together with `{ $other }`
line-near = Perhaps `{ $near }` was meant; the same command with `--help` lists all of them.
line-values = It is one of: { $values }.
line-help = The same command with `--help` says how it is used.

## Help

help-usage = Usage:
help-commands = Commands:
help-arguments = Arguments:
help-options = Options:
help-word-options = OPTIONS
help-word-command = COMMAND
help-default = [default: { $value }]
help-values = [possible values: { $values }]
help-value-age = AGE
help-value-date = DATE
help-value-dir = DIR
help-value-dir-unix-path = DIR|unix:PATH
help-value-entry = ENTRY
help-value-evidence = EVIDENCE
help-value-field = FIELD
help-value-field-value = FIELD=VALUE
help-value-file = FILE
help-value-files = FILES
help-value-file-dir = FILE|DIR
help-value-hash = HASH
help-value-heading-field = HEADING=FIELD
help-value-id = ID
help-value-index = INDEX
help-value-join = JOIN
help-value-keep = KEEP
help-value-key = KEY
help-value-kind = KIND
help-value-language = LANGUAGE
help-value-letter = LETTER
help-value-level = LEVEL
help-value-log = LOG
help-value-name = NAME
help-value-node = NODE
help-value-origin = ORIGIN
help-value-path = PATH
help-value-person = PERSON
help-value-reason = REASON
help-value-receipt = RECEIPT
help-value-ref = REF
help-value-registry = REGISTRY
help-value-registry-year = REGISTRY:YEAR
help-value-roster = ROSTER
help-value-rows = ROWS
help-value-sheet = SHEET
help-value-shell = SHELL
help-value-size = SIZE
help-value-text = TEXT
help-value-type = TYPE

## Exit codes

exit-heading = Exit codes (worst wins: red > grey > amber > green):
exit-done = done, green or clean; a safe rerun that found everything done, too
exit-internal = the program itself failed: tell whoever runs it
exit-usage = the command line, or a file or folder that it names, cannot be used: missing, there already, or not what it must be; several pupils are meant; or a question was not answered with yes. Nothing was done
exit-red = red: two histories were signed, or a check or an audit has a finding: do not rely on it
exit-grey = grey: a file is not readable as a document
exit-listed = everything is as a receipt records it, and it lists a file that is not green
exit-amber = amber: genuine with a gap, an audit that could not look at everything, or a document left out of an export
exit-bad-rows = rows of a sheet cannot be issued; nothing was issued
exit-config = what the program keeps is missing or wrong: settings, keys or rosters in the folder of a node, a consortium, a wallet or of trust
exit-in-use = another program works in the folder
exit-unreachable = a node does not answer or went away, or the level was not reached: run the same command again, which is safe

## Help: every command, with its arguments as attributes

help-shared = Arguments that many commands have
    .json = Give the result as one JSON object with a schema name
    .lang = Speak this language, else the locale's, else English
    .help = Print help
    .version = Print version
    .roster = Folder of the roster
    .registries = Ids of registries
    .yes = Do not show the documents, and do not ask
    .folder = Folder of the family's wallets [default: attestat/wallet in the user's data folder]
    .trust = Folder of the pinned roster, heads and status files [default: attestat/trust in the user's data folder]
    .sheet = File for the recovery sheet: .html for a page to print, any other ending for text
    .worksheet = Worksheet of a workbook in which several hold a table
    .wait = Level to wait for [default: witnessed where the roster names cosigners, else local]
    .profile = What the headings of this school mean, as `attestat template profile` makes it; what is learnt is added to it after a run with --commit
    .map = What one heading means: a field or heading of `attestat template`, `mark: SUBJECT`, or # to leave the column out
    .set = What is the same in all rows and stands in no column, such as "Руководитель=Примеров П. П."
    .as_written = Rows that are unlikely and right as they stand on the paper
    .hidden_too = Read rows that are hidden, filtered away or crossed out, too
    .node = Folder or socket of the school's own running node [default: the variable ATTESTAT_NODE, or the folder that the command is run in]
    .registry = Id of the registry, where the node hosts several
    .id = Ids of the documents: the numbers in their files' names
    .all = Every document of the wallet
    .reason = Why; it is public, so it is a code and never a text
    .pupil_ref = The school's own number of the pupil, as in the sheets
    .document = Id of any document of the pupil
    .person = Name and birth date, where the school has no numbers: "Фамилия;Имя;Отчество;DD.MM.YYYY"; whoever has one name only: "Имя;одно имя;;DD.MM.YYYY"
    .child = Which child, as named when the wallet was made; may be left out for an only one
    .passphrase_file = File with the passphrase, readable by you alone [default: the variable ATTESTAT_PASSPHRASE, or a question]
    .file = Files with evidence, as audits, updates and nodes keep them
    .origin = Log, such as school-12.example/1
help = A registry of pupils' certificates and achievements that no one has to be trusted to keep
help-roster = Consortium: who may issue, with which keys, and who cosigns
help-roster-init = Make a folder with a governor's key and an empty roster
    .dir = The folder to make
    .name = Name of the governor, such as pilot.example
    .governors = How many governor keys to make here; 0 for a secretary who is no governor
    .others = Public key of a governor elsewhere, as their `roster init` printed it
    .threshold = How many governors must sign a version [default: more than half]
    .valid_for = How long a version holds: 365d, 52w
help-roster-add = Take the entry.toml of schools into the next version
    .entry = Files entry.toml, as `attestat-node init` wrote them
    .quorum = How many mirrors of other organisations must confirm a head [default: so many of the n that two quorums share an honest one although f = (n - 1) / 3 lie: more than (n + f) / 2]
help-roster-suspend = Let registries issue nothing for now; their documents are amber
help-roster-close = Let registries issue nothing any more; their documents stand
help-roster-reopen = Let suspended or closed registries issue again
help-roster-remove = Take registries, cosigners or governors out
    .names = A registry's id, or the name of a cosigner or governor
help-roster-renew = Let the next version hold from today
    .valid_for = How long it holds from today: 365d, 52w [default: as long as the version before]
help-roster-cut = Cut a log that forked or whose key was stolen
    .from = Evidence of a fork, or the head or status file at which the log is cut; with --log a node that shows one
    .log = Cut this log where the node has it: at its newest status file or head that a quorum confirmed
    .offline = Ask no node whether the log was there; whoever has a network must have
help-roster-diff = Show what the next version changes, or how two files differ
    .files = Two roster files; or one folder
help-roster-sign = Show the difference, ask, sign it with the governors' keys, and print the hash to pin
    .roster = Folder of the roster, or the file in it that is to be signed
    .keys = Key of a governor [default: every governor-*.key in the folder]
    .hash = Sign only what has this hash, whole or as the 25 digits that were read out
    .offline = Ask no node whether the log was where it is cut; whoever has a network must have
    .yes = Sign without a question
help-roster-merge = Put the signatures of governors who signed apart from each other under one text
    .files = Files roster-<n>.note as the governors sent them back
help-roster-show = Show a roster
    .roster = Folder of the roster, or a roster file
    .folder = The same, as the other commands spell it
help-trust = Everyone: whom to trust; kept in a folder: the pinned roster, cosigned heads and status files
help-trust-pin = Trust a roster, after comparing its hash with the published one
    .roster = The signed roster: the file `roster.note`
    .hash = Its hash as the consortium published it: 64 hex digits, or the 25 that are read out over a telephone
    .replace = Take it in place of a pinned roster that it does not follow
help-trust-update = Fetch newer rosters, cosigned heads and status files, and check all of them
    .from = Nodes to ask, such as https://127.0.0.1:7400; several are compared
    .files = Fetch also the proofs that these documents need: files, folders or archives that `verify` found held up
help-template = School: a sheet to fill in, to stdout
    .kind = Kind of document
help-template-profile = A profile that says what the headings of a sheet mean, to stdout; for `issue --profile`
    .sheet = A sheet of the school, with or without rows
help-issue = School: issue documents from a sheet; a dry run until --commit
    .files = Spreadsheets: .xlsx, .xls, .ods, or CSV with `,` `;` or tab in UTF-8, UTF-16 or windows-1251
    .commit = Issue; without this nothing is changed, and the node, if one is named, is only asked
    .kind = Kind of document for the rows that do not say theirs
    .out = Folder for the .attestat files
    .worksheet = Worksheets to read [default: all that are shown and hold a table]
    .same_pupil = Rows whose pupil is the one whom the node knows, although name or birth date differ
    .other_pupil = Rows whose pupil is another child than the one of the same name and birth date whom the node knows
    .not_lost = Rows that were not issued before, although the node's vault lost documents of that time
    .again = Rows to issue once more, although their documents were issued before and are revoked
    .errors = Write the sheet back with a last column that says what to fix, as .xlsx or .csv
help-document = School: write document files again
help-document-export = Write .attestat files again, with the newest proofs
    .id = Ids of documents
    .all = Every document of the registry
    .out = Folder for the files
help-reissue = School: put a corrected document, or a duplicate, in the place of another; a dry run until --commit
    .id = Id of the document that is replaced: the number in its file's name
    .from = The corrected document: a sheet with one row, or a draft as JSON
    .duplicate = Issue a duplicate: it carries the word; without --from it says what the old one says
    .kind = Kind of document, where the row does not say it
    .reason = Why the old one is revoked; it is public, so it is a code and never a text
    .note = A note for the school's vault; it is never issued and never public
    .same_pupil = The pupil is the same, although name or birth date change
    .commit = Issue; without this nothing is changed
    .out = Folder for the .attestat file
help-status = School: revoke, suspend or reinstate a document
help-status-revoke = Withdraw a document for good
help-status-suspend = Withdraw a document for now
help-status-reinstate = Put a document in force again
help-pupil = School: letters for families' wallets, documents bound to them, destruction on request
help-pupil-show = Show what is held on a pupil, with the documents' ids
help-pupil-ticket = Make the letter with which a family enrols its wallet; for one pupil or a whole class
    .sheet = Every pupil of this sheet, a letter each: the sheet that documents are issued from
    .profile = What the headings of the sheet mean, as `attestat issue --profile` keeps it
    .out = File for the letter, not there yet: .html for a page to print, any other ending for text; with --sheet a folder
    .valid_days = Days until the ticket ends
    .new_pupil = The pupil may be one on whom nothing is held yet: before the first document
    .yes = Do not show the pupil, and do not ask
help-pupil-rebind = Issue again, bound to the families' keys, what waits for it since they enrolled
    .now = Do it at once; the node by itself waits some days and mixes the pupils, which protects them better
help-pupil-merge = Make two pupils one who are one child, known by name and by number
    .keep = Who remains: number:REF, document:ID or person:"Фамилия;Имя;Отчество;DD.MM.YYYY"
    .join = Whose documents, names and access log go over to the one who remains, in the same form
    .dry_run = Only show what would be done
    .yes = Do not ask
help-pupil-erase = Destroy everything personal that is held on a pupil, and write the act of it
    .out = File for the signed act of destruction
    .yes = Do not show the pupil, and do not ask
help-wallet = Family: keep a child's documents, choose what may be shown, recover from loss
help-wallet-new = Make a child's wallet: 24 words on a recovery sheet, and an encrypted file
    .yes = Do not ask three of the words back
help-wallet-open = Say what is in a wallet
help-wallet-ls = List the children of the family's folder
    .wallet = Folder of the family's wallets [default: attestat/wallet in the user's data folder]
help-wallet-passphrase = Give the wallet another passphrase
    .new_passphrase_file = File with the new passphrase, readable by you alone [default: a question, asked twice]
help-wallet-words = Write the recovery sheet again
help-wallet-restore = Make the wallet again from the 24 words; then recover fills it
    .words = File with the 24 words, readable by you alone; `-` for standard input [default: a question]
help-wallet-enrol = Redeem the school's letter
    .ticket = The letter: its file, a picture (PNG or JPEG) of its code, or the line that begins with attestat:ticket:; without it the letter's code is asked for, to be typed
help-wallet-sync = Fetch what the schools have issued since
    .refresh = Fetch every document again, with the newest proof and status
help-wallet-holdings = Show what the schools hold on the child, and who touched it when
help-wallet-show = List the documents, or show the fields of one
    .document = Number of a document, to see all of its fields
help-wallet-include = Put documents into the portfolio
    .document = Numbers of documents, as `wallet show` lists them
help-wallet-exclude = Take documents out of the portfolio; they stay in the wallet
    .document = Numbers of documents, as `wallet show` lists them
help-wallet-backup = Leave encrypted copies of the wallet on other nodes
    .to = Nodes for the copies: whole addresses, or ids of registries of the roster
    .same_node = Let the node that keeps a copy permit it too, if no other school does: it then knows whose it is
help-wallet-recover = Fill a restored wallet: needs a node's address and the roster's published hash
    .from = Addresses of nodes: one of the consortium, and any that keeps a copy of the wallet
    .roster_hash = Hash of the roster, as the consortium publishes it: 64 hex digits [default: it is shown and asked about]
help-wallet-mailbox = The encrypted copies on other nodes
help-wallet-mailbox-drop = Take the encrypted copies back from the nodes that keep them
    .at = Only the copies at these registries
help-share = Family: show chosen fields to one receiver, for one purpose, until one day
    .to = The receiver, as it names itself
    .purpose = What the receiver may use it for, in one sentence
    .until = The last day on which the receiver may rely on it: 2027-08-31 or 31.08.2027
    .show = Fields to show, as `wallet show ID` lists them: family_name, marks/Физика; ID=FIELD for one document alone, `all` for everything
    .document = Only these documents [default: every one of the portfolio that has such a field]
    .request = Answer a request: its file, or pictures (PNG or JPEG) of its codes
    .grant = Show these optional fields too, by the numbers that are listed or by name; without it each is asked about
    .completeness = Give the yearly secret of a registry, so that the receiver sees whether records were left out
    .out = File for the presentation, which must not be there yet
    .qr = Also as QR code, a picture (PNG); several, numbered, where one does not hold all
    .terminal = Also as QR code here in the terminal, where it is wide enough: up to 105 columns
    .yes = Do not ask; the preview is printed all the same
help-shares = Family: what was shown to whom until when, and how to stop it
help-shares-ls = List what was shown to whom, for what and until when
help-shares-stop = Withdraw the consent of a share: writes a signed withdrawal for the receiver
    .id = The share, as `shares ls` lists it; its first digits are enough
    .out = File for the withdrawal [default: withdrawal-<first digits>.json]
help-request = University: say what you need from families, as a file and a code
    .audience = Your name, as families will see it and as `verify --as` will demand it
    .purpose = What you need it for, in one sentence
    .need = Fields that must be shown, such as family_name, marks, marks/Физика
    .optional = Fields that may be shown
    .kinds = Of which documents; any, if not said
    .until = Until when you need it: families consent until then; 2027-08-31 or 31.08.2027
    .out = The request as a file
    .qr = The request as a QR code; where one is not enough, a number stands before the ending
help-verify = University: check documents and presentations, offline
    .path = Documents, presentations, pictures of their codes; or folders, .zip archives and .eml letters with them
    .audience = Your name: what was made for anybody else is red
    .request = Your request: what does not answer it is red
    .withdrawal = Withdrawals that families sent: files, or a folder of them
    .replay = Replay the logs of which families gave a yearly secret, from these nodes, and say what the secrets show
    .max_age = How old "not revoked as of" may be: 12h, 7d, 2w
    .details = Every check of every file, also for many
    .csv = A table for a spreadsheet, one row a file
    .json_lines = One JSON object a file, one a line
    .receipt = What was checked, against what and when, to keep
    .key = The key that signs the receipt, from `attestat receipt key`
help-receipt = University: the key that signs receipts, and receipts checked
help-receipt-key = Make the key that signs your receipts
    .name = Your name on receipts, such as admissions.university.example
    .out = The secret key; its public half is written beside it as FILE.pub
help-receipt-check = Check a receipt, and whether files and all that their verdicts rested on are as it records them
    .receipt = The receipt
    .key = The verifier's public key: the line that `receipt key` printed, or its file
    .path = The files, folders or archives that were verified
    .request = The request that was used
    .withdrawal = The withdrawals that were given: files, or a folder of them
    .trust = A copy of the folder of trust as it was then
help-audit = Auditor: replay the logs of nodes and compare them
    .node = Nodes to audit, such as https://127.0.0.1:7400; several are compared
    .every_seal = Check every seal, and not only the last one of each key
    .max_age = Longest time since the newest head was confirmed: 12h, 7d, 2w
    .evidence = Also write the evidence of forks to this folder [default: the folder of trust alone; without a roster, none]
help-fork = Everyone: evidence that a log was signed in two histories
help-fork-check = Check evidence by the pinned roster, and say what it shows
help-fork-import = Put evidence that holds into the folder of trust: from then on it counts in every verdict
help-fork-report = Tell nodes: they check it, stop following the log, and pass it on
    .to = Nodes to tell, such as https://127.0.0.1:7400
help-log = Everyone: the public records of a node
help-log-ls = List the logs of a node
    .node = Node to ask, such as https://127.0.0.1:7400
help-log-show = Show records in words
    .node = Node to ask, such as https://127.0.0.1:7400
    .index = Index of the first record to show
    .count = How many records
help-log-proof = Give the proof that a record is in its log, in the form of C2SP tlog-proof
    .node = Node to ask, such as https://127.0.0.1:7400
    .index = Index of the record
    .size = Size of the checkpoint to prove it in [default: the newest published one]
help-status-of = Everyone: whether a node answers, how far its logs are and whether it may write
    .node = Node to ask, such as https://127.0.0.1:7400
help-completions = Completions for a shell, to stdout
    .shell = The shell
help-help = Print this message or the help of a command
help-of-wait-local = Durable on the node
help-of-wait-witnessed = Confirmed by a quorum of other organisations
help-of-wait-mirrored = Also held and served by those that confirmed it
help-of-reason-superseded = A corrected document or a duplicate took its place
help-of-reason-issued-in-error = The document should not have been issued
help-of-reason-document-lost = The document was lost
help-of-reason-unspecified = Not said
help-of-reason-key-compromised = A key was stolen
help-of-kinds-basic = Аттестат об основном общем образовании
help-of-kinds-secondary = Аттестат о среднем общем образовании
help-of-kinds-achievement = An achievement in education, culture or sport

## Values that are typed

value-age-unit = write a number and one of s, m, h, d, w, such as 7d
value-age = write a number and a unit, such as 7d
value-age-too-long = that is longer than a hundred years
value-origin = write the name of a log as lists show it, such as school-12.example/1
value-document = a document's id is the number in its file's name, such as 1048577
value-pupil = write it as number:REF, document:ID or person:"Фамилия;Имя;Отчество;25.06.2009"
value-person = write it as "Фамилия;Имя;Отчество;25.06.2009"; the third part may be empty
