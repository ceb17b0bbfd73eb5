# Сообщения по-русски. Каждое есть и в en.ftl, в том же порядке (tests/tests/words.rs).
# {"{"} — фигурная скобка. Второе предложение сообщения, следующий шаг, стоит в его свойстве .next.

## Начала строк

error-head = ошибка
warning-head = внимание
hint-head = что делать

## Количества

count-documents = { GROUPED($n) } { $n ->
    [one] документ
    [few] документа
   *[many] документов
}

## Списки участников

roster-class-achievement = достижения
roster-class-certificate = аттестаты
roster-class-digest = хеши сторонних документов
roster-class-none = ничего
roster-state-active = действует
    .loud = ДЕЙСТВУЕТ
roster-state-suspended = приостановлен
    .loud = ПРИОСТАНОВЛЕН
roster-state-closed = закрыт
    .loud = ЗАКРЫТ
roster-kind-mirror = зеркало
roster-kind-witness = свидетель
roster-field-name = название
roster-field-organisation = организация
roster-field-region = регион
roster-field-url = адрес
roster-hash = Хеш           { $hash }
    По телефону   { $digits }
roster-says-days = Действует с { $from } по { $to }.
roster-says-threshold = Подписать должны распорядители: { $threshold } из { $governors }.
roster-says-need = { $registry }: { $need }.
roster-need-none = подтверждений других не нужно
roster-need = подтвердить должны зеркала: { $fewest } из { $counting }
roster-need-too-few = учитывается зеркал: { $counting }, этого мало
roster-remark-one-alone = Каждый распорядитель (всего их { $governors }) может изменить всё в одиночку: порог — 1.
roster-remark-not-half = { $threshold } из { $governors } распорядителей — не больше половины: две группы без общего распорядителя могут подписать две версии под одним номером. Увеличьте `threshold` в roster.toml.
roster-remark-all = Подписать должны все распорядители ({ $governors }): если потерян хоть один ключ, новую версию не подписать никому. Уменьшите `threshold` в roster.toml или добавьте распорядителя.
roster-remark-no-quorum = Кворума нет: состояние журнала считается подтверждённым, как только его подписал сам реестр.
roster-remark-closed-counts = { $mirror } учитывается, хотя реестры организации «{ $organisation }» закрыты.
roster-remark-few-mirrors = { $registry }: { $needed } из { $mirrors } зеркал мало, чтобы исключить две разные истории, у каждой из которых свой кворум.
roster-change-days = Действует с { $from } по { $to } (было: с { $was_from } по { $was_to }).
roster-change-threshold = Подписать должны распорядители числом { $to } (было: { $from }).
roster-change-governor-added = Новый распорядитель { $name }; ключ по телефону { $digits }.
roster-change-governor-removed = Распорядитель { $name } выбывает; ключ по телефону { $digits }.
roster-change-registry-added = Принят реестр { $registry }, { $state }: «{ $name }», организация «{ $organisation }», регион «{ $region }»; может выдавать: { $classes }; { $reached }; журнал { $logs }.
roster-change-registry-removed = { $registry } УБРАН: ничего из выданного им больше нельзя проверить. Чтобы только прекратить выдачу, закройте его.
roster-change-text = { $subject }: { $field } «{ $to }» (было: «{ $from }»).
roster-change-classes = { $registry }: может выдавать: { $to } (было: { $from }).
roster-change-state = { $registry }: { $to } (было: { $from }).
roster-change-log-added = { $log }: новый журнал.
roster-change-log-removed = { $log }: журнал УБРАН, и ничего в нём больше нельзя проверить.
roster-change-log-keys = { $log }: ДРУГИЕ КЛЮЧИ: { $to } (было: { $from }).
roster-change-log-keys-lost = { $log }: ДРУГИЕ КЛЮЧИ: { $to } (было: { $from }). То, что там подписано прежним ключом, больше не учитывается.
roster-change-cosigner-added = Новый заверитель { $name } ({ $kind }), организация «{ $organisation }»; { $reached }; ключ по телефону { $digits }.
roster-change-cosigner-removed = Заверитель { $name }, организация «{ $organisation }», выбывает: его подтверждения больше не учитываются.
roster-change-cosigner-key = { $name }: ДРУГОЙ КЛЮЧ, по телефону { $to } (было: { $from }).
roster-change-cosigner-kind = { $name }: { $to } (было: { $from }).
roster-change-quorum = { $registry }: { $to } (было: { $from }).
roster-change-policy = Строки кворума другие; тем, кто был и раньше, нужно столько же зеркал.
roster-change-cut-added = { $log } ОТСЕЧЁН на размере { $size }, корень { $root }. Всё, что дальше, красное.
roster-change-cut-removed = { $log } БОЛЬШЕ НЕ ОТСЕЧЁН (был отсечён на размере { $size }).
roster-change-cut-moved = { $log } ОТСЕЧЁН на размере { $size }, корень { $root } (было: на размере { $was_size }, корень { $was_root }).
roster-reached = адрес { $url }
roster-reached-nowhere = без адреса
roster-log-signed = { $log }, подписывает { $keys }
roster-key-on = ключ { $digits } начиная с размера { $from }
roster-key-to = ключ { $digits } с размера { $from } до { $to }
roster-objection-cut-loosened = журнал { $log } был отсечён на размере { $size }, а отсечение только ужесточается: его можно опустить, но нельзя снять, поднять или дать ему на том же размере другой корень
roster-objection-cut-of-no-log = отсечение { $log } ничего не отсекает: такого журнала нет ни у одного реестра
roster-objection-unreachable = ни одно состояние журнала { $registry } никогда не будет подтверждено: { $arithmetic }
roster-objection-own-mirror = { $mirror } учитывается для { $registry }, а { $tie }: за себя не ручаются. { $arithmetic }
roster-arithmetic-enough = зеркал в кворуме { $named } − своих { $own } = { $left } ≥ нужно { $needed }
roster-arithmetic-short = зеркал в кворуме { $named } − своих { $own } = { $left } < нужно { $needed }
roster-tie-address = у обоих один адрес
roster-tie-key = оба отвечают с одним ключом
roster-tie-spelling = названия их организаций различаются только написанием
roster-tie-name = у него имя этого реестра
roster-objection-stop = подписывать нельзя: { $objection }.
roster-objection = { $objection }.
roster-not-to-be-signed = Исправьте roster.toml и посмотрите на `attestat roster diff`.
roster-quorum-zero = Запрошен кворум 0: состояния журналов никто не должен подтверждать.
roster-quorum-too-high = Кворум { $k } достижим не для каждого реестра: у некоторых только { GROUPED($least) } { $least ->
        [one] зеркало
        [few] зеркала
       *[many] зеркал
} других организаций
    .next = Выберите не больше { $least }: `attestat roster add --quorum`; или сначала добавьте другие организации.
roster-quorum-nobody = Зеркал других организаций у этих реестров ещё нет, поэтому кворума нет: документы действительны, как только их подписал реестр, и каждый вердикт говорит, что больше никто их не подтвердил. Чтобы это изменить, добавьте другие организации.
roster-quorum-some-alone = По крайней мере у одного реестра нет зеркала другой организации, поэтому кворума пока нет. Чтобы это изменить, добавьте остальных.
roster-quorum-counts = Состояние журнала считается подтверждённым, когда его подтвердили зеркала других организаций: { $k } из { $of }.
roster-quorum-counts-and-few = Состояние журнала считается подтверждённым, когда его подтвердили зеркала других организаций: { $k } из { $of }. Этого мало, чтобы исключить две разные истории, у каждой из которых свой кворум.
roster-quorum-range = { $least }–{ $most }
roster-quorum-by-hand = Строки кворума в roster.toml написаны вручную и остаются как есть; их заменит `attestat roster add ФАЙЛ --quorum K`.
roster-nothing-to-add = Добавлять нечего: в списке участников всё уже так.
roster-nothing-to-change = Менять нечего: там уже так.
roster-nothing-to-remove = Убирать нечего.
roster-nothing-to-renew = Продлевать нечего: срок уже такой.
roster-nothing-to-cut = Менять нечего: журнал там уже отсечён.
roster-unknown-name = В списке участников нет: { $kind } «{ $name }»
    .next = Скопируйте имя из `attestat roster show`.
roster-unknown-registry = реестр
roster-unknown-member = реестр, заверитель или распорядитель
roster-too-few-left = Распорядителей осталось бы { $left }, а подписать должны { $threshold }
    .next = Сначала уменьшите `threshold` в roster.toml или назовите другого распорядителя.
roster-cut-not-confirmed = Кворум не подтвердил это состояние: за него ручается только ключ самого журнала.
roster-cut-loosened-next = Отсеките на меньшем размере или оставьте как есть.
roster-cut-which-log = { $node } — узел, а какой из его журналов отсечь, не сказано
    .next = Назовите журнал: --log school-12.example/1.
roster-cut-between = { $node } показывает журнал { $log } размером { $longest }, а отсекается он на размере { $size }: то, что между ними, учитываться не будет.
roster-cut-not-shown = { $from } не показывает, где отсечь: { $why }
    .next = Назовите свидетельство раздвоения, файл статусов или состояние журнала: они есть у проверяющих; или узел вместе с --log.
roster-cut-no-key = в списке участников нет ключа, который подписывает этот журнал на таком размере
roster-cut-no-head = он не показывает состояния журнала { $log }
roster-cut-no-signed-head = он не показывает состояния, подписанного ключом журнала { $log }
roster-cut-undecided = Журнал { $log } раздвоился, а по свидетельству не видно, какая история верна: из его состояний размером { $smaller } и { $larger } кворум подтвердил не ровно одно
    .next = Назовите самое новое состояние, а лучше файл статусов, подтверждённые кворумом: они есть у проверяющих, а `--from УЗЕЛ --log ЖУРНАЛ` возьмёт их у зеркала. Файл статусов показывает, что действовало в конце.
roster-cut-offline = Отсечение журнала { $log } не сравнено ни с одним узлом.
roster-cut-own-node-alone = Отсечение журнала { $log } подтверждает только узел самого реестра: больше ни у кого этого журнала нет.
roster-cut-unproven = Отсечение журнала { $log } опущено до размера { $size }, и не доказано, что корень там принадлежит сохранявшейся до сих пор истории
roster-cut-unproven-by = Отсечение журнала { $log } опущено до размера { $size }, и { $nodes } не доказывает, что корень там принадлежит сохранявшейся до сих пор истории
roster-cut-unproven-next = Опустите его до состояния этой истории, пока отвечает зеркало, у которого она есть: без доказательства опущенное отсечение не принимается, с --offline тоже.
roster-cut-elsewhere = У отсечения журнала { $log } корень, какого у журнала на размере { $size } не было ({ $nodes })
    .next = Возьмите размер и корень отсечения из подтверждённого состояния: `attestat roster cut --from ФАЙЛ`. Если у этих узлов та история, которую нужно отбросить, сверьте состояние с подтвердившими его другим путём и укажите --offline.
roster-cut-beyond = Отсечение журнала { $log } стоит на размере { $size }, а в самой длинной его копии { GROUPED($longest) } { $longest ->
        [one] запись
        [few] записи
       *[many] записей
}
    .next = Отсеките там, где журнал был.
roster-cut-unchecked = Ни один узел, у которого есть журнал { $log }, не отвечает, поэтому отсечение не с чем сравнить
    .next = Повторите, когда заработает зеркало; с --offline сравнения не будет, его должен был сделать кто-то другой.
roster-version-says = Версия { $version } говорит:
roster-version-says-other = Версия { $version } говорит иначе, чем версия { $before }:
roster-version-nothing-else = Ничего другого.
roster-file-cannot-change = { $path } записан так, что эта команда не может его изменить
    .next = Внесите изменение вручную и посмотрите на `attestat roster diff`.
roster-bad-entry = { $path } не годится для приёма в список участников: { $why }
    .next = Сдайте файл, который записал `attestat-node init`, без изменений.
roster-bad-entry-address-next = Пусть школа запустит `attestat-node tls DIR` и сдаст свой entry.toml заново.
roster-entry-other-key = в нём есть «{ $key }», а должны быть только `[[registry]]` и `[[cosigner]]`
roster-entry-two-organisations = реестр в нём от организации «{ $registry }», а заверитель — от «{ $cosigner }», а собственное зеркало учитываться не должно
roster-entry-no-registry = в нём нет `[[registry]]`
roster-entry-several = в нём больше одного `[[registry]]` или `[[cosigner]]`
roster-entry-no-pin = адрес { $address } не называет ключа
roster-kept-classes = { $registry }: может выдавать по-прежнему: { $held }; в файле просят: { $asked }.
roster-kept-state = { $registry }: остаётся как есть ({ $held }); в файле: { $asked }.
roster-cosigner-other-key = В списке участников у заверителя { $name } другой ключ
    .next = Дайте новому заверителю другое имя, например …/m2, и уберите прежнего, когда он остановится.
roster-other-organisation = { $name } в списке участников — от организации «{ $held }», а в файле — от «{ $given }»
    .next = Если у организации новое название, впишите его в roster.toml и у реестров, и у заверителей; если нет, спросите школу по телефону.
roster-log-other-key = В списке участников у журнала { $registry } другой ключ, чем в файле
    .next = Если реестр сменил ключ, впишите оба в roster.toml с `to_size` и `from_size`; если нет, спросите реестр по телефону.
roster-none = Списка участников нет: { $path }
    .next = Назовите его папку: `--roster DIR`, или начните новый: `attestat roster init DIR --name NAME`.
roster-bad = { $path } не годится как список участников: { $why }
    .next = Исправьте названное или возьмите файл заново там же, откуда он.
roster-nobody-signed = его никто не подписал
roster-no-governor-signed = ни один из этих файлов не подписан распорядителем этого списка
roster-already-there = Список участников уже есть: { $path }
    .next = Продолжайте с `attestat roster add` или выберите другую папку.
roster-governor-twice = --governor называет одного распорядителя дважды: { $key }
    .next = Дайте строку каждого распорядителя один раз; ничего не создано.
roster-made = Создано: { $paths }.
roster-made-governor = Распорядитель: { $key }
    {"  "}по телефону { $digits }
roster-made-governor-elsewhere = Распорядитель не отсюда: { $key }
    {"  "}по телефону { $digits }
roster-made-next = Дальше: `attestat roster add ФАЙЛ --roster { $dir }`   затем   `attestat roster sign --roster { $dir }`
roster-made-next-elsewhere = Дальше: `attestat roster add ФАЙЛ --roster { $dir }`   затем подписывают распорядители: `attestat roster sign --roster { $dir }`
roster-made-compare = Прежде чем подписывать, сверьте эти цифры по телефону с каждым распорядителем не отсюда.
roster-made-keep = Храните ключ там, где он доступен только распорядителю: он решает, кому можно выдавать.
roster-no-name = Ключу распорядителя нужно имя
    .next = Добавьте `--name NAME`; а если вы секретарь и не распорядитель, `--governors 0` и по `--governor KEY` на каждого.
roster-bad-name-next = Выберите другое имя.
roster-empty-name = Имя пустое
    .next = Дайте имя, например `pilot.example`.
roster-governor-is-cosigner = Ключ, данный с --governor, — ключ заверителя
roster-bad-governor-next = Скопируйте строку, которую `attestat roster init` напечатал со словом «Распорядитель».
roster-no-governor = Списку участников нужен распорядитель
    .next = Дайте ключ каждого: `--governor KEY`, или пусть ключ будет создан здесь.
roster-bad-threshold = Нельзя требовать подписей числом { $threshold }, когда распорядителей { $governors }
    .next = Выберите от 1 до { $governors }.
roster-merge-other-text = { $path } и { $other } — разные тексты
    .next = Посмотрите на разницу: `attestat roster diff { $path } { $other }`
roster-merge-took = Взято подписей: { GROUPED($n) }.
roster-no-version-before = Версия { $version } следует за версией { $before }, а её здесь нет
    .next = Положите подписанную версию { $before } сюда: { $path }.
roster-not-next = { $path } — версия { $version }, и она не следует за подписанной в { $signed }
    .next = Подписать сейчас можно версию { $next }: назовите папку, `--roster DIR`.
roster-version-gap = roster.toml — версия { $version }, а подписана здесь { $signed }
    .next = Положите сюда как roster.note то, что тем временем подписали другие распорядители, или исправьте `version`.
roster-is-signed = { $path } уже подписан и не меняется
    .next = Назовите папку, `--roster DIR`: следующая версия начинается в ней.
roster-waits = Версия { $version } ждёт подписей.
    Дальше: `attestat roster sign --roster { $dir }`
roster-waits-elsewhere = Версия { $version } ждёт подписей.
    Дальше: ключа распорядителя здесь нет; пошлите { $dir } распорядителям, чтобы они подписали
roster-show-in-force = Подписана версия { $version }: `attestat roster show { $path }`. Что меняется: `attestat roster diff`.
roster-show-head = Список участников, версия { $version }
roster-show-holds = Действует     с { $from } по { $to }
    Меняют        распорядители: { $threshold } из { $governors }; подписали: { $signers }
roster-show-nobody = пока никто
roster-show-cut = Отсечён: { $log } на размере { $size }
roster-show-no-log = нет
roster-show-needs-none = ничьё
roster-show-needs = { $fewest } из { $counting }
roster-show-needs-too-many = больше, чем учитывается
roster-column-governor = распорядитель
roster-column-key = ключ по телефону
roster-column-registry = реестр
roster-column-state = состояние
roster-column-classes = может выдавать
roster-column-log = журнал
roster-column-needs = подтверждений
roster-column-organisation = организация
roster-column-cosigner = заверитель
roster-column-kind = вид
roster-column-address = адрес
roster-sign-question = Подписать именно это? [д/Н]
roster-not-a-governor = { $path } — не ключ распорядителя этого списка
    .next = Дайте ключ распорядителя, который назван в roster.toml.
roster-no-key = Ключа распорядителя здесь нет: { $path }
    .next = Назовите ключ: `--key FILE`.
roster-begins-later = Эта версия начинает действовать { $day }: до тех пор не действует ничего.
roster-begins-later-than-before = Эта версия начинает действовать { $day }: до тех пор действует предыдущая.
roster-expired = Срок этой версии истёк { $day }
    .next = Продлите его: `attestat roster renew`.
roster-signed-behind = Версия { $version } списка участников подписана: { $path }
    Хеш: { $hash }
    За ней следует версия { $newest }, закрепляют по-прежнему её: { $newest_path }
roster-signed = Версия { $version } списка участников подписана: { $path }
    Хеш для закрепления: { $hash }
    По телефону: { $digits }
    Опубликуйте и то и другое, хеш — другим путём, чем файл. Дальше:
      каждому узлу          `attestat-node pin SCHOOL { $path } --hash { $hash }`
      каждому проверяющему  `attestat trust pin { $path } --hash { $hash }`
roster-signed-so-far = Версия { $version } пока подписана не всеми: { $path }
    Хеш: { $hash }
    По телефону: { $digits }
    Дальше: { $missing }; передайте { $path } следующему распорядителю, он запустит `attestat roster sign --roster roster-{ $version }.note --key FILE`, а его ответ примет `attestat roster merge`.
roster-signed-so-far-after = Версия { $version } пока подписана не всеми: { $path }
    Хеш: { $hash }
    По телефону: { $digits }
    Дальше: { $missing }; передайте { $path } и предыдущий roster.note следующему распорядителю, он запустит `attestat roster sign --roster roster-{ $version }.note --key FILE`, а его ответ примет `attestat roster merge`.
roster-missing-of-this = подписали распорядители: { $signed } из { $needed }, нужных этой версии
roster-missing-of-before = подписали распорядители: { $signed } из { $needed }, нужных по предыдущей версии
roster-signer = Распорядителем { $name }
roster-signer-key = По записи в { $path } этим ключом
roster-signer-enough = Достаточным числом распорядителей
roster-signed-already = { $signer } версия { $version } уже подписана с другим текстом, его хеш { $hash }; подписанный номер второй раз не подписывается
    .next = Сначала доведите до конца тот текст: `attestat roster sign --roster roster-{ $version }.note`. Изменения после него войдут в версию { $following }.
roster-key-unusable = { $path } не годится как ключ для подписи: { $why }
    .next = Назовите файл ключа: рядом с ним хранится запись о том, что им подписано.
roster-record-spoilt = Из { $path } не видно, что подписано этим ключом
    .next = Верните его как был: по строке `<версия> <хеш>` на каждую версию.
roster-another-hash = У этого списка участников хеш { $hash }, по телефону { $digits }, а не { $given }
    .next = Прежде чем кто-либо подпишет, выясните, у кого какой текст: `attestat roster diff`.
roster-not-a-hash = «{ $given }» — не хеш списка участников
    .next = Дайте 64 знака хеша или 25 цифр, которые зачитывают по телефону.

## Вердикты, аудит и квитанции

date-unix-seconds = { $seconds } (секунд с 01.01.1970)
span-minutes = { $n } { $n ->
    [one] минута
    [few] минуты
   *[other] минут
}
    .within = { $n } { $n ->
            [one] минуты
           *[other] минут
    }
span-hours = { $n } { $n ->
    [one] час
    [few] часа
   *[other] часов
}
    .within = { $n } { $n ->
            [one] часа
           *[other] часов
    }
span-days = { $n } { $n ->
    [one] день
    [few] дня
   *[other] дней
}
    .within = { $n } { $n ->
            [one] дня
           *[other] дней
    }
verdict-green = Подлинный и действует.
    .word = зелёный
verdict-amber = Ничто не говорит против него, но подтвердить удалось не всё.
    .word = жёлтый
verdict-grey = Файл не удалось прочитать.
    .word = серый
verdict-red = Полагаться на это нельзя.
    .word = красный
verdict-unknown-signer = Кто это подписал, здесь неизвестно, поэтому ничего из сказанного не подтверждено.
check-format = файл читается
check-roster = ваш список участников действует
check-issuer = реестр и его ключ есть в списке участников
check-signature = документ подписан реестром
check-disclosures = каждое показанное поле входит в подписанное
check-authority = реестр вправе выдавать такие документы
check-record = запись в журнале относится именно к этому документу
check-inclusion = запись есть в журнале реестра
check-checkpoint = состояние журнала подписано реестром
check-witnessed = это состояние подтвердило достаточно других организаций
check-status = документ не отозван и не приостановлен
check-validity = сроки самого документа позволяют на него полагаться
check-holder = владелец ключа подписал ровно то, что показано
check-presentation-format = файл с документами читается, и ни один документ не вложен в него дважды
check-together = владельцы всех ключей подписали именно эти документы вместе
check-audience = документы показаны именно вам
check-replay = это ответ на ваш запрос, а не на другой
check-consent = согласие семьи действует
check-withdrawal = согласие не отозвано ни одним из полученных вами отзывов
check-requested = показано всё, что вам необходимо
check-person = имена и даты рождения совпадают там, где показаны в двух документах
check-is-passed = пройдено
check-is-failed = не пройдено
check-is-not-checked = не проверено
check-is-not-applicable = не требуется
exempt-no-cosigners-asked = список участников не требует подтверждений
exempt-no-request = запрос для сравнения не указан
exempt-no-withdrawals = отзывы согласия не указаны
exempt-nothing-to-compare = нет двух документов, в которых показано одно и то же имя или дата рождения
reason-next-again = Не полагайтесь на документ; запросите файл ещё раз, лучше всего в самой школе.
reason-next-ask-registry = Не полагайтесь на документ; спросите в { $registry }, выдавал ли его этот реестр.
reason-next-clock = Проверьте дату и время на этом компьютере.
reason-next-new-log = Не полагайтесь на документ; запросите в { $registry } документ из нового журнала.
reason-next-program = Установите текущую версию и проверьте ещё раз.
reason-next-roster = Получите текущий список участников командой `attestat trust update` и проверьте ещё раз.
reason-next-share-again = Не полагайтесь на это; попросите семью показать вам документы ещё раз.
reason-next-status = Получите текущий файл состояний командой `attestat trust update` и проверьте ещё раз.
reason-next-wait = Если дата на этом компьютере верна, повторите проверку { $day }, а до того спросите школу.
reason-earlier-check-failed = Эта проверка не проводилась: не пройдена одна из предыдущих.
    .next = Начните с первой причины в списке.
reason-unreadable = Не удалось прочитать { $part } (для специалиста: { $detail }).
    .next = Запросите файл ещё раз — в том виде, в каком его записала школа или кошелёк.
file-part-file = файл
file-part-credential = документ в файле
file-part-record = запись журнала в файле
file-part-proof = доказательство в файле
file-part-checkpoint = состояние журнала в доказательстве
file-part-presentation = файл с показанными документами
reason-upgrade-needed = Документ записан в формате новее, чем знает эта программа.
reason-type-unknown = Документ такого вида эта версия программы не знает.
reason-roster-expired = Срок действия вашего списка участников истёк: смены ключей и новые реестры могли в него не попасть.
    .next = Получите текущий список командой `attestat trust update` и проверьте ещё раз; если и у узлов нового нет, обратитесь в консорциум.
reason-roster-from-the-future = Ваш список участников начинает действовать позже сегодняшнего дня.
reason-registry-unknown = Реестра { $registry } нет в вашем списке участников, поэтому ничего из подписанного им проверить не удалось.
    .next = Получите текущий список командой `attestat trust update`; если реестра нет и в нём, обратитесь в консорциум.
reason-log-unknown = В вашем списке участников нет этой части журнала реестра { $registry }; возможно, список устарел.
reason-key-unknown = Ключа, которым сделана подпись, нет среди ключей реестра { $registry } в вашем списке участников; возможно, список устарел.
reason-key-not-in-force = Подпись сделана ключом реестра { $registry }, но в этом месте журнала действовал другой ключ.
reason-foreign-log = В документе сказано, что его выдал реестр { $issuer }, а доказательство взято из журнала реестра { $log }.
    .next = Не полагайтесь на документ; спросите в { $issuer }, выдавал ли его этот реестр.
reason-signature-wrong = Подпись реестра не подходит к документу: его изменили или подделали.
reason-disclosures-wrong = Показанное поле не входит в то, что подписал реестр (для специалиста: { $detail }).
reason-class-not-allowed = По списку участников реестр { $registry } не вправе выдавать документы этого вида.
    .next = Не полагайтесь на документ; сообщите консорциуму, который ведёт список.
reason-registry-suspended = Консорциум приостановил участие реестра { $registry }; выданное до этого остаётся в силе.
    .next = Узнайте в консорциуме, выдан ли документ до приостановки.
reason-not-an-award = Запись в файле — не запись о документе.
reason-commitment-mismatch = Запись в журнале относится к другому документу.
reason-class-mismatch = Запись в журнале относится к документам другого вида.
reason-slot-mismatch = В документе и в записи указаны разные места в списке состояний.
reason-index-mismatch = В записи и в доказательстве указаны разные места в журнале.
reason-not-included = Записи нет в том журнале, о котором говорит доказательство.
reason-checkpoint-not-signed = На состоянии журнала, которое приведено в доказательстве, нет подписи реестра { $registry }.
    .next = Не полагайтесь на документ в таком виде; запросите файл ещё раз.
reason-log-forked = Реестр { $registry } подписал две разные истории своего журнала.
    .next = Не полагайтесь ни на один документ из этого журнала; сообщите консорциуму и сохраните оба файла как доказательство.
reason-fork-not-settled = Реестр { $registry } подписал две истории своего журнала, а в вашем списке участников ещё не сказано, какие записи считать действительными.
    .next = Обратитесь в консорциум; когда он примет решение по журналу, выполните `attestat trust update` и проверьте ещё раз.
reason-beyond-cut = Журнал реестра { $registry } обрезан раньше записи об этом документе.
reason-discarded-history = Реестр { $registry } подписал две истории своего журнала, и документ относится к той, которую консорциум отбросил.
reason-cut-log = Журнал реестра { $registry } обрезан, и не подтверждено, что доказательство относится к его сохранённой части.
    .next = Получите доказательство из подтверждённого состояния журнала командой `attestat trust update --from УЗЕЛ --for ФАЙЛ` или запросите файл со свежим доказательством.
reason-below-quorum = Состояние журнала пока подтвердили не все, кто нужен: { $have } из { $needed }.
    .next = Получите доказательство из более нового состояния журнала командой `attestat trust update --from УЗЕЛ --for ФАЙЛ`; если его ещё нет, повторите проверку, когда другие узлы синхронизируются.
reason-no-quorum = В списке участников слишком мало сторонних организаций, которые могли бы подтвердить журнал этого реестра.
    .next = Сообщите консорциуму, который ведёт список.
reason-cosignature-wrong = Подтверждение одной из известных организаций не подходит: доказательство изменили.
reason-revoked = Реестр отозвал этот документ{ $as_of }.
    .next = Не полагайтесь на него; попросите у владельца документ, выданный взамен, или узнайте причину в школе.
reason-suspended = Реестр приостановил действие этого документа{ $as_of }.
    .next = Сейчас на него полагаться нельзя; узнайте причину в школе и повторите проверку позже.
reason-as-of = {" "}(по состоянию на { $time })
reason-status-missing = Не проверено, отозван ли документ: сведений о его состоянии нет.
reason-status-unusable = Проверить, не отозван ли документ, не удалось: { $flaw }.
status-flaw-unreadable = сведения не читаются (для специалиста: { $detail })
status-flaw-other-document = сведения относятся к другому документу
status-flaw-other-registry = сведения взяты из другого реестра
status-flaw-older-than-document = сведения старше самого документа
status-flaw-signature-unconfirmed = подпись реестра на этих сведениях подтвердить не удалось
status-flaw-too-few-cosigners = сведения подтвердило слишком мало организаций
status-flaw-cosignature-wrong = одно из подтверждений на этих сведениях неверно
status-flaw-next-log-silent = реестр продолжен в новом журнале, а сведений из него здесь ещё нет
status-flaw-log-not-cut = сведения взяты из более позднего журнала реестра, а в списке участников не сказано, где кончился журнал этого документа
status-flaw-cut-not-shown = реестр продолжен в новом журнале, а что значилось в конце журнала этого документа, здесь не известно
reason-status-old = Документ не был отозван на { $time }; этим сведениям { $age }, а вы принимаете не старше { $limit }.
reason-status-from-the-future = Сведения о состоянии документа датированы { $time }, а этот момент ещё не наступил.
reason-log-ahead = Журнал реестра датирован { $day }: его часы когда-то спешили, поэтому нельзя сказать, насколько свежи его сведения об отзыве.
reason-record-ahead = Документ записан под датой { $day }, а она ещё не наступила: часы реестра спешили.
reason-expired = Срок действия документа истёк { $time }.
    .next = Попросите владельца показать действующий; сказанное о прошлом остаётся в силе.
reason-term-ended = То, что удостоверяет документ, действовало до { $day } включительно.
    .next = Спросите владельца, продлено ли оно; сам факт присвоения остаётся в силе.
reason-not-yet-valid = Документ датирован { $time }, а этот момент ещё не наступил.
    .next = Проверьте дату и время на этом компьютере; если они верны, повторите проверку после этого дня.
reason-term-not-a-time = Документ не соответствует своему формату: в поле { $claim } указано не время.
reason-term-addressed = Документ не соответствует своему формату: он адресован одному получателю.
reason-term-not-a-day = Документ не соответствует своему формату: в поле { $claim } указана не дата.
reason-term-dated-apart = Документ не соответствует своему формату: его дата не совпадает с датой записи в журнале.
reason-term-no-key = Документ не соответствует своему формату: то, что названо ключом владельца, — не ключ.
reason-claim-unknown = В документе показано поле, которого у документов этого вида нет.
reason-holder-missing = В документе не указан ключ владельца, поэтому вложить его сюда мог любой, у кого есть копия.
    .next = Не полагайтесь на него; попросите документ, привязанный к кошельку семьи (его выдаст школа), или сам файл документа.
reason-holder-unsigned = Владелец не подписал, что показывает вам этот документ.
reason-holder-signature-wrong = Показанное подписал не владелец документа: подпись изменили, или документ показывает кто-то другой.
reason-holder-signed-other = Владелец подписал не те поля, которые показаны: часть добавили или убрали.
reason-holder-terms-wrong = То, что подписал владелец, не соответствует формату (для специалиста: { $detail }).
reason-presented-in-the-future = Показ документов датирован { $time }, а этот момент ещё не наступил.
    .next = Проверьте дату и время на этом компьютере; если они верны, попросите семью проверить свои и показать документы ещё раз.
reason-presented-long-ago = Документы показаны { $time }, то есть давно.
    .next = Попросите семью показать документы заново или укажите запрос, на который она ответила, параметром `--request`.
reason-answered-early = Ответ датирован { $time }, а ваш запрос составлен только { $begins }: часы одной из сторон неверны.
    .next = Попросите семью проверить дату и время на её компьютере и ответить ещё раз.
reason-document-twice = Под номерами { $first } и { $again } вложен один и тот же документ.
reason-terms-differ = Документ { $document } показан другому получателю, по другому запросу или с другим согласием, чем документ 1.
reason-link-wrong = В таком составе документы вместе не показывали: один из них добавили, убрали или переставили.
reason-year-secrets-wrong = Годовые секреты в файле — не те, что передали владельцы: их изменили или убрали.
reason-requested-missing = Показано не всё, что вы запросили{ $left_out }.
    .next = Попросите семью показать недостающее или примите решение без него.
reason-left-out = ; не хватает: { $fields }
    .in-part = ; показано не полностью: { $fields }
reason-names-differ = В документах { $first } и { $other } { $names }.
    .next = Спросите семью о причине — например, смена имени или другое написание — и попросите подтверждающий документ.
names-differ-family = разные фамилии
names-differ-given = разные имена
names-differ-patronymic = разные отчества
names-differ-birth-date = разные даты рождения
reason-birth-dates-differ = В документах { $first } и { $other } разные даты рождения: они принадлежат двум людям, или в одном из них ошибка.
    .next = Не считайте их документами одного человека; обратитесь к семье — ошибку школа может исправить.
reason-not-a-presentation = Это файл самого документа: никто не подписал, что показывает его вам и для вашей цели.
    .next = Не принимайте его как ответ; попросите семью показать вам документ. Чтобы проверить сам файл, запустите проверку без `--as`, `--request` и `--withdrawal`.
reason-audience-not-said = Не проверено, вам ли показаны эти документы.
    .next = Укажите, кто вы, параметром `--as ИМЯ` — так же, как вы назвались семьям, — и проверьте ещё раз.
reason-other-audience = Документы показаны не вам, а другому получателю: «{ $made_for }», а вы — «{ $expected }».
    .next = Не полагайтесь на них, если это не другое ваше название: тогда проверьте ещё раз с ним. Иначе попросите семью показать документы вам и выясните, откуда у вас этот файл.
reason-other-request = Это ответ не на тот запрос, с которым вы его сравниваете.
    .next = Проверьте, тот ли запрос вы указали; если тот, попросите семью ответить именно на него.
reason-answered-late = Ответ на запрос дан { $time }, а срок запроса истёк { $ended }.
    .next = Решите, принимаете ли вы его, или составьте новый запрос.
reason-other-purpose = Семья дала согласие на другую цель, чем указана в вашем запросе.
    .next = Не используйте показанное для своей цели; попросите семью ответить на запрос в том виде, в каком он составлен.
reason-consent-ended = Срок согласия семьи истёк { $time }.
    .next = Полагаться на показанное и хранить его больше нельзя; попросите семью показать документы ещё раз.
reason-consent-withdrawn = Семья отозвала своё согласие { $time }.
    .next = Не полагайтесь на показанное; удалите файл и всё, что вы из него взяли, насколько это позволяет закон.
reason-withdrawal-unusable = Вы указали отзыв этого согласия, но его подписи не подходят к тому, что показано здесь.
    .next = Узнайте у семьи, отзывала ли она согласие, и запросите отзыв ещё раз.
unchecked-presenter-is-the-person-named = Что документ показывает именно тот человек, который в нём назван.
unchecked-content-is-true = Что записанное реестром соответствует действительности.
unchecked-holder-has-the-key = Что документ показывает его владелец: подписи ключом владельца в файле нет, и показать копию может любой, у кого она есть.
unchecked-bearer-copy = Чей это документ: это копия на предъявителя, она не привязана к ключу, и показать её может любой, у кого есть файл.
unchecked-hidden-fields = Скрытое владельцем: { $n } { $n ->
    [one] поле
    [few] поля
   *[other] полей
}; на показанное это не влияет.
unchecked-hidden-marks = Скрытое владельцем: { $n } { $n ->
    [one] строка
    [few] строки
   *[other] строк
} отметок; показаны не все отметки.
unchecked-revocation-after = Не отозван ли документ после { $time }.
unchecked-nobody-else-saw-the-log = Что журнал видел кто-либо, кроме самого реестра: список участников не требует подтверждений.
unchecked-check = Что { $check }.
unchecked-same-person = Что документы принадлежат одному человеку: две семьи могли подписать их вместе.
unchecked-replay = Что документы показаны именно сейчас: без вашего запроса файл, который уже показывали, выглядит так же.
unchecked-other-withdrawals = Не отозвала ли семья согласие в отзыве, который здесь не указан.
unchecked-names-not-shown = Что везде назван один и тот же человек: в { $n } { $n ->
    [one] документе не показано
   *[other] документах не показано
} ни имени, ни даты рождения для сравнения.
unchecked-year-secrets = Полнота: { $n ->
    [one] передан { $n } годовой секрет
    [few] переданы { $n } годовых секрета
   *[other] передано { $n } годовых секретов
}, но журнал для сравнения не воспроизводился.
together-one-document = Владелец ключа подписал ровно то, что показано в документе.
together-one-holder = Все документы ({ $documents }) показаны вместе: они привязаны к одному ключу, и его владелец подписал именно их.
together-several-holders = Все документы ({ $documents }) показаны вместе: именно их подписали владельцы всех ключей ({ $holders }). Что это один человек, отсюда не следует.
presentation-terms = Получатель: { $audience }. Цель: { $purpose }. Согласие действует до { $time }; после этого полагаться на показанное и хранить его нельзя.
completeness-shows = Показывает все записи, помеченные для этого ребёнка в реестре { $registry } за { $year } год, среди { $replayed } { $replayed ->
    [one] воспроизведённой записи
   *[other] воспроизведённых записей
} о выдаче: { $records }. О непомеченных записях и о других годах это ничего не говорит.
completeness-none-shown = Ни одного из показанных документов среди них нет, поэтому с этим ребёнком секрет ничто не связывает.
completeness-shown = Из них показано здесь: { $shown }, не показано: { $left_out }.
completeness-untagged = Показанных документов, которых среди них нет: { $n }.
completeness-gaps = Пропущенных номеров в ряду меток: { $n }.
verify-column-file = файл
verify-column-verdict = вердикт
verify-column-reasons = причины
verify-column-why = почему
verify-column-next = что делать
verify-column-family-name = фамилия
verify-column-given-name = имя
verify-column-patronymic = отчество
verify-column-birth-date = дата рождения
verify-column-documents = документы
verify-column-audience = кому показано
verify-column-purpose = цель
verify-column-until = согласие до
verify-column-as-of = не отозвано на
verify-column-remarks = замечания
verify-why = Почему
verify-document = Документ
verify-document-number = Документ { $number }
    .inside = документ { $number }
verify-documents = Документы { $numbers }
verify-checks = Проверки
verify-not-checked = Не проверено
verify-completeness = Полнота
verify-issued-by = выдал
verify-lines-not-shown = (ещё { $n } { $n ->
    [one] строка не показана
    [few] строки не показаны
   *[other] строк не показано
})
verify-not-revoked = не отозван на { $time }
verify-recorded = записано: { $day } в { $log }, запись { $index } из { $size }{ $confirmed }
verify-confirmed = , подтверждено кворумом { $time }{ $within }
verify-within = {" "}в составе журнала из { $n } { $n ->
    [one] записи
   *[other] записей
}
verify-all-checks = { $document }: все проверки ({ $n })
verify-replayed = { $words } (воспроизведено: { $heads })
verify-replayed-to = { $log }, записей: { $size }, по состоянию на { $time }
verify-replayed-alone = { $log }, записей: { $size }, никем больше не подтверждено
verify-not-compared = { $registry }, { $year }: не сравнено: { $why }.
verify-log-not-replayed = его журнал не воспроизводился
verify-files = { GROUPED($n) } { $n ->
    [one] файл
    [few] файла
   *[other] файлов
}
verify-remark-person = Не проверено, каким бы ни был цвет: что документ показывает тот, кто в нём назван. Остальное покажет `attestat verify FILE`.
verify-remark-unconfirmed = Журнал, в котором записаны документы ({ $files }), не подтвердил никто, кроме самого реестра: список участников не требует подтверждений.
verify-remark-repeats = Повторяют показанное раньше: { $files }; смотрите замечания.
verify-remark-known = Уже приходили при прежних проверках: { GROUPED($n) } { $n ->
    [one] файл
    [few] файла
   *[other] файлов
}; если файл был другим, это сказано выше.
verify-left-alone = Другие файлы в папках и архивах не рассматривались: { $files }.{ $names }
    .more = и ещё { GROUPED($n) }
verify-held-up = Журнал, на который опираются документы, тогда подтвердили немногие: { $n }. Получите доказательства из более новых состояний журналов и проверьте ещё раз:
    {"  "}{ $command }
same-file = Тот же файл, что и { $first }.
same-consent = Показано по тому же согласию, что и { $first }.
same-document = Показывает документ, который есть и в { $first }.
before-same-file = Тот же ответ, что и { $time }, в том же файле.
before-same-answer = Тот же ответ, что и { $time }, но тогда в другом файле: SHA-256 { $file }….
before-answer-to-another = Тот же ответ, что и { $time } в файле с SHA-256 { $file }…, но тогда он проверялся по другому запросу или имени.
before-same-consent = Не тот ответ, что { $time }, а согласие то же: сравните с файлом того дня, SHA-256 { $file }….
obstacle-unreadable = Файл не удалось прочитать: { $why }.
    .next = Проверьте, на месте ли он и есть ли у вас право его читать.
    .gone = его там нет
obstacle-changed = Файл изменился, пока читались остальные.
    .next = Дождитесь, пока его допишут, и запустите команду ещё раз.
obstacle-too-long = Файл длиннее { $limit } байт — больше, чем занимает любой документ.
    .next = Проверьте, тот ли это файл.
obstacle-encrypted = Файл в архиве зашифрован.
    .next = Распакуйте архив с паролем в папку и проверьте папку.
obstacle-unknown-packing = Файл в архиве сжат способом, который здесь не читается.
    .next = Распакуйте архив в папку и проверьте папку.
obstacle-damaged-entry = Файл в архиве повреждён.
    .next = Попросите прислать файл или весь архив ещё раз.
obstacle-no-code = На картинке не удалось прочитать код: { $why }.
    .next = Попросите сам файл или отсканируйте код ещё раз, прямо и резко.
    .too-large = в ней слишком много точек
    .none = кода на ней не видно
    .damaged = это не исправный PNG или JPEG
obstacle-empty = Файл пуст.
    .next = Попросите прислать его ещё раз: он потерялся по дороге.
obstacle-pdf = Это PDF.
    .next = Попросите файл .attestat: PDF здесь ничего не подтверждает.
obstacle-page = Это веб-страница.
    .next = Попросите сам файл: вместо него сохранили страницу.
obstacle-archive = Это архив или документ офисной программы.
    .next = Распакуйте его в папку и проверьте папку; если файла .attestat там нет, попросите его.
obstacle-office = Это документ офисной программы.
obstacle-picture = Это картинка, которая здесь не читается.
    .next = Сохраните её как PNG или JPEG или попросите файл .attestat.
obstacle-unknown = Это не документ и не картинка.
obstacle-next-file = Попросите файл .attestat.
obstacle-newer-format = Файл в формате { $format }, которого эта версия не знает.
    .next = Установите новейшую версию программы.
obstacle-bad-frames = Коды не складываются в целый файл: { $why }.
    .next = Попросите картинки ещё раз или сам файл.
obstacle-codes-missing = В наборе { $set } кодов: { $count }. Ни на одной картинке нет: { $missing }. Есть: { $there }.
    .next = Попросите недостающие картинки, положите их к остальным и проверьте всё вместе; или попросите сам файл.
obstacle-too-much = В нём больше, чем открывается: 65 535 файлов, 4 ГиБ на диске, 64 МиБ внутри другого. Или из него больше всего того, что не вмещает одна проверка: миллион файлов, 256 МиБ кодов.
    .next = Распакуйте его в папку и проверьте папку.
obstacle-too-deep = Он лежит внутри других глубже, чем просматривается.
    .next = Распакуйте внешний архив в папку и проверьте папку.
obstacle-no-archive = Это не читается как архив ZIP: { $why }.
    .next = Попросите прислать его ещё раз или распакуйте его в папку и проверьте папку.
zip-unreadable = его не удалось прочитать
zip-no-end = нет конца его оглавления
zip-twins = у двух его файлов одно имя
zip-overlap = его файлы лежат друг на друге, как в архивной бомбе
zip-damaged = его оглавление повреждено
pack-missing = из { $count } кодов нет { $n ->
    [1] кода { $missing }
   *[other] кодов { $missing }
}
pack-mixed = код { $number } — из другого набора, чем первый
pack-other-kind = код { $number } — не документы
pack-newer = код { $number } записан более новой программой
pack-foreign = код { $number } — не из этой системы
pack-nothing = ни один код не прочитан
pack-damaged = они повреждены или прочитаны неверно
pack-too-long = их понадобилось бы { $n }, столько не делают
pack-too-large = в них слишком много данных
verify-no-such-file = { $path } не существует
    .next = Исправьте путь и запустите команду ещё раз.
verify-no-file = { $path } — канал или устройство
    .next = Сохраните то, что из него приходит, как файл и проверьте его.
verify-no-documents = В указанном нет ни файла .attestat, ни картинки с кодом{ $others }
    .but = , есть только { $names }
    .next = Назовите файлы или папку, где они лежат.
verify-folder = Не удалось прочитать папку { $path }: { $why }
    .next = Проверьте, есть ли у вас право её читать.
verify-too-many-files = Файлов больше { $n }
verify-too-many-pictures = Картинок слишком много для одной проверки
verify-too-many-next = Проверьте их по папкам.
verify-too-many-withdrawals = Отзывов согласия больше { $n }
    .next = Проверяйте каждый раз с частью из них.
verify-not-a-withdrawal = { $path }: { $why }
    .next = Попросите у семьи файл ещё раз или уберите его из папки, если он не от неё.
verify-searched = файлов: поиск кодов
verify-written = Записано: { $path }
verify-forked = Журнал { $log } подписан в двух противоречащих историях. Доказательство действует с этой минуты; передайте его тем, кто подписывает список участников: { $path }
verify-forked-not-kept = Журнал { $log } подписан в двух противоречащих историях, а сохранить доказательство не удалось: { $why }. Сохраните эти файлы и проверьте их ещё раз, когда это будет исправлено.
verify-answers-not-kept = Принятые ответы не запоминаются: { $why } { $next }
replay-not-listed = в вашем списке участников нет этого реестра
replay-nobody-asked = ни один узел не спрошен
replay-at-node = { $node }: { $why }
replay-forked = журнал { $log } подписан в двух противоречащих историях{ $kept }
    .not-kept = ; доказательство не удалось сохранить: { $why }
replay-not-confirmed = состояние его журнала не подтверждено так, как требует список участников
replay-broken = его записи не следуют одна из другой
replay-short = он дал записей: { $given } из { $size }
replay-found = аудит его журнала нашёл: { $finding }
replay-other-records = его записи — не те, что в подтверждённом состоянии из { $size } записей
replay-other-log = он дал состояние другого журнала
progress-records = записей
progress-logs = журналов
progress-logs-proven = журналов доказано
progress-files = файлы
receipt-no-folder = Папки { $path } нет
    .next = Назовите копию папки доверия, которую вы сохранили вместе с квитанцией.
receipt-keys-differ = { $public } — не открытая половина ключа { $secret }
    .next = Верните оба файла такими, какими их записала `attestat receipt key`.
receipt-key-secret = Это секретный ключ
    .next = Дайте открытый — в файле, имя которого кончается на .pub; секретный никогда не покидает этот компьютер.
receipt-key-cosigner = Это ключ подтверждающей организации, квитанций им не подписывают
receipt-key-bad = { $why }
    .next = Скопируйте строку, которую напечатала `attestat receipt key`.
receipt-bad-name = { $why }
    .next = Дайте имя вроде admissions.university.example.
receipt-key-made = Этой строкой проверяют ваши квитанции: опубликуйте её. Файл ключа храните там, где он доступен только вам.
withdrawal-not-json = это не отзыв согласия в правильном JSON (для специалиста: { $why })
withdrawal-format = в файле не сказано `"format": "attestat/withdrawal/v1"`; это другой файл, или нужна программа новее
withdrawal-unknown-key = в отзыве есть поле, которого attestat/withdrawal/v1 не знает
withdrawal-shape = поля `{ $field }` в отзыве нет, или оно не того вида
withdrawal-count = документов в отзыве { $n }, а допускается от 1 до 32
withdrawal-signature = подпись владельца { $holder } не подходит к отзыву: попросите у семьи файл ещё раз
progress-files-read = файлов прочитано
receipt-basis-head = состояние журнала { $of }
receipt-basis-status = файл состояний документов журнала { $of }
receipt-basis-prefixes = доказательства к состоянию журнала { $of }
receipt-basis-fork = имевшееся доказательство двух историй журнала { $of }
receipt-basis-found = найденное доказательство двух историй журнала { $of }
receipt-basis-withdrawal = отзыв согласия { $of }
receipt-basis-replayed = повторное чтение журнала { $of }
receipt-basis-unreplayed = неудавшееся повторное чтение журналов { $of }
receipt-same-files = все файлы: { $n }
receipt-same-request = запрос
receipt-same-withdrawals = отзывы согласий: { $n }
receipt-same-trust = папка доверия: список участников, состояния журналов и документов, доказательства: { $n }
receipt-same-verdicts = вердикты, вынесенные заново на тот момент: { $n }
receipt-file-added = { $name }: НЕТ В КВИТАНЦИИ
receipt-file-missing = нет файла: { $recorded }
receipt-other-request = запрос не тот, по которому проверяли
receipt-no-roster = в папке доверия нет списка участников { $hash }
receipt-not-in-force = проверяли по списку участников версии { $recorded }, а в папке доверия тогда действовала версия { $in_force }
receipt-changed = не то, что было тогда: { $basis }
receipt-missing = не хватает: { $basis }
receipt-added = тогда не было: { $basis }
receipt-other-verdict = { $name }: записано { $recorded }, а выходит { $given }
receipt-open-files = файлы: назовите их или их папку
receipt-open-other-files = другие файлы квитанции, которые не названы: { $n }
receipt-open-unreadable = файлы, которые тогда не читались и записаны без хеша: { $n }
receipt-open-left-alone = файлы других видов, которые не проверяются: тогда { $then }, сейчас { $now }
receipt-open-request = запрос: укажите его в --request
receipt-open-withdrawals = отзывы согласий: укажите их в --withdrawal: { $n }
receipt-open-trust = список участников, состояния журналов и документов, доказательства: укажите в --trust копию папки доверия того времени
receipt-open-roster = действовала ли тогда версия { $version } списка участников: в папке доверия нет версий того времени
receipt-open-replayed = что показали годовые секреты; журналов, о которых шла речь: { $n }
receipt-open-verdicts = вердикты: они выносятся заново, когда всё, на чём они основаны, на месте и не изменилось
receipt-open-first-edition = отзывы согласий, доказательства двух историй, подписи свидетелей и доказательства к состояниям, прочитанные заново журналы, повторы, а с ними и вердикты: квитанция прежнего формата их не называет
receipt-line-time = проверено: { $value }
receipt-line-as = проверяющий: { $value }
receipt-line-version = программа: { $value }
receipt-line-roster = список участников: { $value }
receipt-line-max-age = наибольший возраст состояния, секунд: { $value }
receipt-line-request = запрос: { $value }
receipt-line-left-alone = файлов других видов: { $value }
receipt-line-counts = вердикты: { $value }
receipt-not-as-recorded = Не так, как записано
receipt-not-checked = Не проверено
receipt-as-recorded = Так, как записано
receipt-all-as-recorded = Всё так, как записано.
receipt-lists-others = Всё так, как записано, и среди файлов есть не зелёные.
receipt-signed-by = Подписано: { $name }
receipt-signed-not = Подписано не этим ключом: { $why }
    .no-known-key = подписи этим ключом на ней нет
    .bad-signature = подпись { $name } не подходит к тексту
receipt-signed-by-nobody = Никем не подписано: изменить файл может любой, у кого он есть
receipt-signature-open = Подпись не проверена (укажите --key); названы { $names }
receipt-refused = { $path }: { $why }
    .next = Возьмите квитанцию ещё раз — такой, какой её записала `attestat verify --receipt`.
    .not-a-receipt = это не квитанция
    .line = строка { $number } — не из квитанции
    .missing = в ней нет строки `{ $key }`
    .value = её строка `{ $key }` непонятна
    .list-changed = её список изменили: заголовок обещает другой
    .counts = её счёт не сходится с её списком
trust-log-not-listed = в списке участников нет журнала { $log }
trust-key-not-listed = в списке участников нет ключа журнала { $log } для { $size } записей; возможно, список устарел
trust-of-other-log = он относится к журналу { $log }
trust-not-continued = ничто не показывает, что { $new } записей его продолжают { $old }{ $why }
    .nobody = : ни один из спрошенных узлов столько не имеет
    .because = : { $why }
trust-bad-proof = { $node } дал доказательство, которое не сходится ({ $why })
trust-other-records = у { $node } другие записи до { $size }
trust-no-proof = доказательства нет: { $why }
trust-kept-head = хранимое здесь состояние больше не сходится: { $why }
trust-uncovered = { $log }, { $size } записей: { $why }
    .too-small = в новейшем состоянии, подтверждённом достаточным числом, записей { $largest }
    .lost = { $log }: { GROUPED($n) } { $n ->
            [one] доказательство
            [few] доказательства
           *[other] доказательств
    } к состоянию из { $old } записей не удалось получить к состоянию из { $new }, поэтому остаётся прежнее; назовите другой узел
    .no-head = { $log }: здесь нет состояния, подтверждённого достаточным числом
trust-evidence-unusable = Доказательство раздвоения журнала негодно: { $path } ({ $why }). Пока оно не исправлено и файл не убран, ничего из этого журнала не будет зелёным.
trust-spoilt = { $part } в { $folder } использовать нельзя: { $why }
    .next = Уберите этот файл и снова запустите `attestat trust update` или закрепите список участников ещё раз.
trust-spoilt-pin = в нём нет хеша
trust-spoilt-too-many = в { $part } папки { $folder } больше { $n } записей, которые там могут быть
    .next = Из того, чему доверяют, ничего не пропускается: выясните, откуда они, и уберите лишнее или закрепите список участников в новой папке.
trust-spoilt-answers = в { $path } не то, что туда записали
    .next = Уберите этот файл: ответы из него больше не будут узнаваться.
trust-no-folder = Ни XDG_DATA_HOME, ни HOME не говорят, где хранится доверие
    .next = Назовите папку: `--trust DIR`.
trust-none = В { $folder } не закреплён список участников
    .next = Возьмите у консорциума список участников и его хеш, затем выполните `attestat trust pin ROSTER --hash H`.
trust-unreadable = { $path } не читается: { $why }
    .next = Проверьте, есть ли у вас право его читать; по части ничего не проверяется.
trust-in-use = Папку { $folder } сейчас меняет другая программа
    .next = Дождитесь, пока она закончит, и запустите команду ещё раз.
trust-evidence-does-not-hold = доказательство не сходится: { $why }
trust-pinned = Закреплён список участников версии { $version }: реестров { GROUPED($n) }, действует до { $until }.
    Хеш { $hash }, по телефону { $digits }.
    Дальше: `attestat trust update --from { $nodes }`
trust-pinned-expired = Версия { $version } списка участников истекла: она действовала до { $until }. По ней любой вердикт жёлтый. `attestat trust update --from { $nodes }` возьмёт следующую за ней; если её нет ни у одного узла, обратитесь в консорциум.
trust-pinned-early = Версия { $version } списка участников не действует раньше { $from }. До того по ней любой вердикт жёлтый.
trust-not-pinned = { $path } не закреплён: { $why }
    .address = адрес { $name } непригоден: { $why }
    .no-network = { $url } — не адрес в сети
    .address-next = Попросите консорциум исправить адрес в следующем списке участников.
    .hash-next = Сравните хеш с хешем консорциума другим путём, например по телефону; не закрепляйте то, что не совпадает.
    .next = Попросите у консорциума подписанный список участников ещё раз.
trust-pin-older = Здесь закреплена версия { $held } списка участников, а версия { $given } старше
    .next = Оставьте новую: иначе снова начнёт действовать то, что она отозвала, приостановила и обрезала. Только если консорциум сам говорит, что новую подписали по ошибке, запустите команду ещё раз с `--replace`.
trust-pin-twin = Здесь закреплена другая версия { $held } списка участников: под одним номером подписаны два текста
    .next = Не выбирайте сами: покажите консорциуму оба файла и спросите, какой из них действует. Затем запустите команду ещё раз с `--replace` и хешем этого файла.
trust-pin-gap = Здесь закреплена версия { $held } списка участников, а версия { $given } не идёт сразу за ней
    .next = `attestat trust update` получит версии между ними. Если их нет ни у кого, сравните хеш новой с хешем консорциума другим путём и запустите команду ещё раз с `--replace`.
update-roster = Список участников версии { $version }, действует до { $until }.
update-follows = Он следует за версией { $before } по подписям управляющих{ $alone }.
    .alone = , со слов одного узла: другие не ответили
update-long = Между ними больше года, и старые ключи могли попасть в чужие руки: сравните хеш нового с хешем консорциума другим путём.
    {"  "}{ $hash }
update-waits = Версия { $version } сохранена здесь и действует с { $from }.
update-expired-end = Версии, которые есть у узлов, ведут к истёкшей { $day }, и ничего из них не взято: новых не хватает. Назовите другие узлы или попросите у консорциума новейший список участников.
update-twins = Управляющие подписали два противоречащих списка участников одной версии, и больше ничего не взято. Оба сохранены в папке `evidence`: покажите их консорциуму и закрепите действующий, сравнив его хеш другим путём.
update-beyond = У узлов есть список участников новее, но ни одна найденная версия к нему не ведёт ({ $nodes }). Назовите другие узлы; если его опубликовал консорциум, закрепите его по хешу: `attestat trust pin ROSTER --hash H --replace`.
    .node = { $node }: версия { $version }, { $hash }
update-column-log = журнал
update-column-records = записей
update-column-confirmed = подтверждено
update-column-by = кем
update-column-status = файл состояний
update-column-not-valid = не действует
update-by-nobody = больше никем
update-by = { $n } (нужно { $needed })
update-fetched = получен
update-forked = Журнал { $log } подписан в двух противоречащих историях.
    .next = Не полагайтесь ни на один его документ, пока список участников его не обрежет; передайте доказательство консорциуму: { $path }
update-alone = Никто, кроме самого реестра, не подтвердил { $logs }: список участников не требует подтверждений.
update-not-all = Не всё получено; запустите команду ещё раз с другими узлами.
update-expired = Список участников истёк: пока не взят новый, любой вердикт жёлтый. Ни у одного из спрошенных узлов нет следующего за ним; попросите у консорциума новый список и его хеш, затем выполните `attestat trust pin ROSTER --hash H --replace`.
update-early = Список участников начинает действовать позже сегодняшнего дня. Проверьте дату и время на этом компьютере.
update-no-proof-missing = Все доказательства на месте: ничему из того, на чём держатся файлы, не нужно другое состояние журнала.
update-proofs = Доказательства получены: { GROUPED($n) } { $n ->
    [one] состояние журнала
    [few] состояния журналов
   *[other] состояний журналов
}, на которых держатся файлы, теперь входит в подтверждённые.
update-not-covered = Не доказано: { $why }.
update-at-node = { $node } о журнале { $log }: { $why }.
    .no-fork = он говорит, что этот журнал раздвоился, а его доказательство этого не показывает
update-doubt = { $log }: { $why }.
fork-holds = сходится:
fork-not-judged = не проверено:
    .why = { $why }. Никого этим не обвинить; выполните `attestat trust update` и проверьте ещё раз.
fork-shows-nothing = ничего не показывает:
    .why = { $why }. Никого этим не обвинить.
fork-shows = ключ журнала { $log } подписал две истории: { $histories }. { $follows }
    .same-size = два корня при { GROUPED($n) } записях
    .sizes = { GROUPED($smaller) } записей и { GROUPED($larger) }, которые их не продолжают
    .cut = Список участников обрезал его на { GROUPED($n) } записях: то, что до этого места, действует.
    .not-cut = Не полагайтесь ни на один его документ, пока список участников его не обрежет.
fork-kept = С этой минуты действует в каждом вердикте по этой папке доверия: { $path }
fork-told = сообщено: у { $node } есть доказательство против { $log }; посмотрите `attestat status-of { $node }`.
fork-not-told = не сообщено: { $node } о { $log }: { $what } { $next }
fork-nothing-told = Никому ничего не сообщено: { $why }
    .next = Уберите этот файл: узел, которому сообщают негодное, поставит это вам в вину.
trust-spoilt-name = это не тот список участников, который называет имя файла
trust-spoilt-line = одна из его строк — не хеш
audit-column-log = журнал
audit-column-node = узел
audit-column-records = записей
audit-column-seals = печатей проверено
audit-column-not-checked = не проверено
audit-column-confirmed = подтверждено
audit-column-findings = находок
audit-finding = находка:
audit-harmless = безвредно: { $place }: { $what }.
audit-ahead = из будущего:
audit-not-checked = не проверено:
audit-place = { $log } у { $node }
audit-sentence = { $place }: { $what }.
audit-more-findings = … и там ещё { GROUPED($n) } { $n ->
    [one] находка
    [few] находки
   *[other] находок
}; все перечислит --json.
audit-more-repetitions = … и там ещё { GROUPED($n) } { $n ->
    [one] повторение
    [few] повторения
   *[other] повторений
}.
audit-behind = отстаёт: { $place }: у него { GROUPED($has) } из { GROUPED($of) } записей, на { GROUPED($fewer) } меньше.
audit-not-begun = не начат: { $log }: записей его нет ни у одного из спрошенных узлов.
audit-nobody-keeps = Ни один из спрошенных узлов не хранит журнал { $log }, который есть в списке участников
audit-at-node = { $node } о журнале { $log }: { $why }
audit-evidence = Доказательство, которое убедит каждого, у кого есть список участников: { $path }
    .not-written = Доказательство, которое убедит каждого, у кого есть список участников, записать не удалось ({ $why }); скопируйте его отсюда:
audit-pace = Воспроизведено { GROUPED($n) } { $n ->
    [one] запись
    [few] записи
   *[other] записей
} за { $seconds } с ({ GROUPED($pace) } в секунду).
audit-seals-left = Не проверено печатей: { GROUPED($n) }; `--every-seal` проверит все.
audit-clean-alone = Ничего не найдено. Назовите несколько узлов, чтобы их сравнить.
audit-clean-so-far = Ничего не найдено, и узлы согласны, насколько каждый из них дошёл.
audit-clean = Ничего не найдено, и узлы согласны.
audit-found = Найдено то, чего при честных реестрах, честных узлах и исправных дисках быть не может. Передайте этот отчёт консорциуму.
audit-incomplete-ahead = Ничто не говорит против реестров, но журнал опережает календарь. Смотрите, что названо выше.
audit-incomplete = Ничего не найдено, но проверить удалось не всё. Смотрите, что названо выше, и запустите аудит ещё раз.
audit-not-asked-for = не требуется
audit-nothing-pinned = Список участников не закреплён, поэтому не проверяется, допущены ли ключи журналов; закрепите его: `attestat trust pin`.
    .evidence = Без списка участников доказательства раздвоений печатаются и нигде не хранятся; назовите для них папку: `--evidence`.
audit-head-not-kept = Новое состояние журнала { $log } не удалось сохранить: { $why }
audit-no-roster = список участников не закреплён
audit-trust-changed = во время аудита папку доверия изменила другая программа
    .next = Запустите аудит ещё раз.
audit-no-place = не закреплён список участников, в папке которого оно действовало бы, и не названа папка: --evidence
    .next = Назовите папку: --evidence — и запустите аудит ещё раз.
finding-record = запись { $index }: { $fault }
    .index = она называет себя записью { $index }
    .previous = она не называет предыдущую запись
    .day = она датирована { $day }, раньше записи перед ней
finding-gap = нет записей с { $from } по { $to }
finding-genesis = запись { $index } нарушает правило: журнал начинается со своей начальной записи, и другой в нём нет
finding-duplicate-slot = место { $slot } занято второй раз, на записи { $near } или после неё
finding-status-target = запись о состоянии { $index } не указывает на выдачу с её местом
finding-snapshot = снимок состояний { $index } не соответствует записям до него
finding-rotation = смена ключа { $index } не подписана новым ключом
finding-root = подписанный корень при { $size } записях — не корень этих записей
finding-seal = печать при { $size } записях сделана не действовавшим ключом
finding-head = опубликованное состояние при { $size } записях: { $why }
    .of-another-log = это состояние журнала { $log }
    .no-key = там не действует ни один ключ
finding-short = реестр подписал { $head } записей, а есть только { $records }
finding-stored = на диске лежит не то, что следует из записей (для специалиста: { $what })
finding-absent = журнала нет, хотя о нём здесь известно (для специалиста: { $why })
finding-unreadable = известное о журнале не читается (для специалиста: { $why })
finding-other-cut = начальная запись называет журнал { $log } при { $size } записях, а список участников обрезал его не там
finding-forgotten = снимок состояний { $index } не переносит состояние места { $slot }, отозванного в прежнем поколении
finding-taken-back = запись о состоянии { $index } отменяет отзыв места { $slot }, сделанный в прежнем поколении
finding-cut-root = у записей до места, где список участников обрезал журнал ({ $size }), другой корень: это не та история, которая действует
finding-beyond-cut = за местом, где список участников обрезал журнал ({ $size }), лежит записей: { $beyond }; они подписаны, но не действуют
finding-fork = подписаны две истории журнала { $log }: { $sizes }; обе есть в доказательстве
    .same-size = два корня при { $size } записях
    .sizes = состояние из { $smaller } записей и состояние из { $larger }, которое его не продолжает
audit-ahead-records = записи с { $first } по { $last } — из будущего, вплоть до { $day }: часы реестра спешили, или здешние отстают
audit-repetition = выдача места { $slot } записана { $times } { $times ->
    [few] раза
   *[other] раз
}, все поля равны: сначала как запись { $first }, затем как запись { $again }; это безвредное повторение после прерванного запроса, а не нарушение
gap-records = записи начиная с { $from }: { $why }
gap-records-missing = записи начиная с { $from } (для специалиста: { $why })
gap-no-roster = допущены ли ключи журнала: список участников не дан
gap-keys-not-listed = допущены ли ключи журнала: в имеющемся списке участников их нет для подписанных размеров; обновите его
gap-targets = на что указывают записи о состоянии: { $n }
gap-repeated-slots = те же выдачи или другие стоят на местах, занятых второй раз: { $n }
gap-below-cut = корень там, где список участников обрезал журнал ({ $size }): здесь записей только { $held }
gap-cut-root = корень там, где список участников обрезал журнал ({ $size })
gap-head-beyond = опубликованное состояние при { $size } записях: аудит остановился раньше
gap-head-root = корень опубликованного состояния при { $size } записях
gap-head-beyond-stream = состояние при { $size } записях: поток записей оборвался раньше
gap-no-head = ни одного состояния: узел ничего не показал
gap-no-evidence = почему узел называет этот журнал раздвоенным: доказательства он не дал
gap-evidence = доказательство раздвоения у узла: { $why }
gap-second-history = доказательство второй истории при { $size } записях (для специалиста: { $why })
gap-cut-of = где обрезан { $log }: имеющийся список участников не говорит; обновите его
gap-carried-over = переносит ли этот журнал то, что отозвало прежнее поколение: тот журнал не проверен до места, где обрезан
gap-earlier-slots = что ни одно место прежнего поколения не занято снова
gap-kept-head = продолжает ли он хранимое здесь состояние: в нём { $kept } записей, а этот узел дал { $given }
gap-no-quorum = видели ли другие те же записи: кворума нет ни у одного состояния над ними (подтверждений { $have }, нужно { $needed })
    .no-number = больше, чем их названо
gap-confirmed-ahead = когда он подтверждён: по часам подтвердивших — { $time }, а это ещё не наступило
gap-since = что появилось после { $time }, когда его состояние подтвердили в последний раз
gap-other = для специалиста: { $what }
log-column-log = журнал
log-column-standing = положение
log-column-records = записей
log-column-published = опубликовано
log-column-why = почему
log-forked = Узел говорит, что этот журнал подписан в двух историях; смотрите `attestat audit`.
log-proof-not-judged = Путь ведёт от записи к корню состояния журнала; кто подписал состояние, не проверялось.
log-other-record = он доказывает не ту запись, о которой спросили
log-no-records = Записей там в журнале нет.
log-genesis = начало    журнала { $log }, ключ { $key }
log-award = выдача    { $class }, место { $slot }
log-status = состояние место { $slot }: { $status } ({ $reason })
log-snapshot = снимок    недействительных мест: { $n }
log-rotation = смена     на ключ { $key }
log-class-achievement = достижение
log-class-certificate = аттестат
log-class-digest = дайджест
log-status-valid = действует
log-status-revoked = отозвано
log-status-suspended = приостановлено
log-reason-unspecified = причина не указана
log-reason-issued-in-error = выдано по ошибке
log-reason-superseded = заменено другим
log-reason-document-lost = документ утерян
log-reason-key-compromised = ключ попал в чужие руки
standing-unknown = неизвестно
standing-own = свой
standing-mirrored = копия
standing-read-only = только чтение
standing-forked = раздвоен
standing-stopped = остановлен
standing-doubted = под сомнением
node-answers = { $node } отвечает, журналов у него: { GROUPED($n) }.
    Список участников: { $roster }
node-roster-none = узел ещё работает без него
node-roster-same = версия { $version }, та же, что закреплена здесь
node-roster-other = версия { $version }, а здесь закреплена другая, версия { $ours }
node-roster-alone = версия { $version }; здесь для сравнения ничего не закреплено
node-log = { GROUPED($n) } { $n ->
    [one] запись
    [few] записи
   *[other] записей
}, опубликовано { $published }
fault-note-too-long = подписанный текст длиной { $n } байт, а допускается не больше 1 000 000
fault-note-control-character = в подписанном тексте на байте { $at } стоит управляющий символ или не UTF-8; вместо табуляций нужны пробелы, а строки должны кончаться одним LF
fault-note-no-signatures = подписанный текст не кончается пустой строкой и строками подписей
fault-note-no-line-feed = подписываемый текст должен кончаться переводом строки
fault-note-too-many-signatures = под текстом больше 100 подписей
fault-note-malformed-signature = строка подписи { $line } составлена неверно
fault-note-malformed-key = это не открытый ключ; он пишется как <имя>+<8 шестнадцатеричных цифр>+<base64>
fault-note-bad-name = { $name } не годится в имя ключа: без пробелов и знака «+», от 1 до 255 байт
fault-note-bad-signature = подпись { $name } не подходит к этому тексту
fault-note-no-known-key = нет ни одной подписи известным ключом
fault-name-not-an-id = { $name } — не имя реестра: нужны слова из строчных латинских букв, цифр, «.» и «-», соединённые знаком «/», например school-12.example.org/main
fault-name-too-long = имя реестра длиной { $n } байт, а допускается не больше 200
fault-name-not-an-origin = { $name } — не имя журнала: нужны имя реестра, знак «/» и номер поколения от 1, например school-12.example.org/1
fault-checkpoint-origin = строка 1 состояния журнала — не имя журнала: { $why }
fault-checkpoint-size = строка 2 состояния журнала — не число записей
fault-checkpoint-root = строка 3 состояния журнала — не корневой хеш из 32 байт в base64
fault-checkpoint-extension = состояние журнала не кончается строкой корня; дополнения не принимаются
fault-checkpoint-empty-root = корень пустого журнала бывает только при 0 записей, и наоборот
fault-proof-out-of-range = места { $position } нет в журнале, где записей { $size }
fault-proof-wrong-length = хешей в доказательстве { $n }, а этому дереву нужно другое число
fault-proof-wrong-root = доказательство ведёт не к тому корню, который подписан
fault-tlog-proof-header = доказательство не начинается с c2sp.org/tlog-proof@v1
fault-tlog-proof-line = строка { $line } доказательства составлена неверно
fault-tlog-proof-too-long = в доказательстве больше 64 хешей
fault-tlog-proof-no-checkpoint = в доказательстве нет состояния журнала
fault-fork-malformed = доказательство раздвоения составлено неверно (место: `{ $at }`)
fault-fork-checkpoint = состояние журнала в доказательстве раздвоения: { $why }
fault-fork-two-origins = эти два состояния — разных журналов
fault-fork-key-not-listed = в списке участников нет ключа этого журнала для { $size } записей
fault-fork-signature = состояние в доказательстве подписано не журналом: { $why }
fault-fork-proof = доказательство раздвоения не сходится: { $why }
fault-fork-consistent = эти два состояния согласуются; это не раздвоение
fault-prefixes-header = файл не начинается с attestat/prefixes/v1, или в нём нет состояния журнала; это другой файл, или нужна программа новее
fault-prefixes-line = строка { $line } файла доказательств составлена неверно, или её размер не больше предыдущего
fault-prefixes-too-long = файл доказательств слишком длинный; для журнала хранится не больше 65 536 размеров
fault-prefixes-head = состояние журнала в файле доказательств: { $why }
fault-prefixes-proof = начало журнала из { $size } записей не доказано: { $why }
fault-record-version = версия записи { $version } новее этой программы; обновите её
fault-record-kind = вид записи { $kind } новее этой программы; обновите её
fault-record-truncated = запись обрывается на поле `{ $field }`
fault-record-trailing = после последнего поля записи есть ещё байты: { $n }
fault-record-bad-field = у поля записи `{ $field }` значение, которого не бывает
fault-for-specialist = для специалиста: { $why }
fault-status-header = сведения о состоянии не начинаются с известного заголовка
fault-status-line = строка { $line } сведений о состоянии составлена неверно
fault-status-too-long = сведения о состоянии длиннее, чем принимает программа
fault-status-proof = доказательство в сведениях о состоянии: { $why }
fault-status-checkpoint = состояние журнала в сведениях: { $why }
fault-status-record = запись в сведениях о состоянии: { $why }
fault-status-no-snapshot = запись в сведениях о состоянии — не снимок состояний
fault-status-not-last = снимок — запись { $index } из { $size }: состояние показывает только последняя запись
fault-status-not-included = снимка нет в журнале: { $why }
fault-status-leaf = лист сведений о состоянии не из этого снимка: { $why }
fault-status-other-slot = сведения о состоянии относятся к другим местам, чем у документа
fault-status-wrong-list = перечисленные места — не те, что в снимке
fault-roster-note = список участников — не подписанный текст: { $why }
fault-roster-toml = текст списка участников — не TOML (для специалиста: { $why })
fault-roster-section = таблица списка участников составлена неверно (для специалиста: { $why })
fault-roster-twice = { $name } встречается дважды; у каждого ключа одна роль, а у каждого имени один владелец
fault-roster-policy = строки кворума составлены неверно (для специалиста: { $why })
fault-roster-not-pinned = хеш этого списка участников — { $given }, а не закреплённый { $pinned }
fault-roster-other-digits = хеш этого списка участников по телефону — { $given }, а не { $told }
fault-roster-too-few = из управляющих, нужных этой версии, подписали { $signed } из { $needed }
    .before = из управляющих, нужных предыдущей версии, подписали { $signed } из { $needed }
fault-roster-cut-loosened = он ослабляет обрезание журнала { $log }, а его можно только ужесточить
fault-roster-not-next = этот список участников не следует за предыдущей версией (для специалиста: { $why })

## Неудачи, узлы и файлы

failure-internal-next = Повторите; если не поможет, сообщите об этом вместе с этим сообщением.
failure-refused = { $node }: { $what }
failure-may-be-done = { $node }: узел пропал, не ответив; то, о чём его просили, могло быть сделано
    .next = Проверьте, работает ли узел (`attestat-node run DIR`), и запустите ту же команду ещё раз: это безопасно, сделанное не делается дважды.
node-bad-answer = { $node } дал неверный ответ: { $why }
    .next = Спросите другой узел и сообщите оператору этого.
node-address-next = Исправьте адрес и запустите команду ещё раз.
node-unpinned = Адрес { $address } не называет ключа, поэтому нельзя сказать, кто там отвечает
    .next = Возьмите адрес целиком, каким его даёт школа, с `#sha256:…` в конце.
node-another-key = По адресу { $address } отвечает другой ключ, чем назван в адресе (нужен { $expected }, отвечает { $found })
    .next = Узлу дали новый ключ, или кто-то встал на его место: получите полный адрес заново от школы путём, которому доверяете, и не пропускайте то, что стоит после #.
node-not-a-node = По адресу { $address } отвечает не узел этой системы: { $why }
    .next = Проверьте адрес и порт, а также версию узла.
node-not-allowed = Вам нельзя обращаться к { $address }: он принадлежит другому пользователю или группе
    .next = Войдите в группу, которую называет `registrar_group` в node.toml узла, начните сеанс заново и повторите команду.
node-unreachable = По адресу { $address } ничего не отвечает
    .next = Проверьте, работает ли узел (`attestat-node run DIR`) и верен ли адрес.
node-too-slow = { $node } не закончил за { $minutes } мин
    .next = Спросите другой узел или повторите по более быстрой связи.
node-not-checked = Адрес { $address } не называет ключа, поэтому не проверяется, кто там отвечает. Всё показанное подписано и всё равно проверено; но тот, кто стоит посередине, видит, кто это смотрит. Полный адрес узла кончается на `#sha256:…`
node-not-named = Не сказано, к какому узлу обращаться
    .next = Добавьте `--node DIR` с папкой узла или `--node unix:/путь/к/сокету`.
node-no-settings = Папка { $path } — не папка узла: в ней нет { $settings }
node-no-folder = Папки { $path } нет
    .next = Назовите папку узла, созданную командой `attestat-node init`: `--node` или { $variable }.
node-no-threads = Не удалось запустить потоки: { $why }
node-notice = внимание[{ $code }] { $words }.
file-read = Не удалось прочитать { $path }: { $why }
file-write = Не удалось записать { $path }: { $why }
file-make-folder = Не удалось создать папку { $path }: { $why }
file-room-next = Освободите место на этом диске или назовите папку на другом.
file-read-only-next = Назовите папку на диске, доступном для записи.
file-next = Проверьте, верен ли путь и есть ли у вас к нему доступ.
file-too-long = { $path } длиннее, чем может быть такой файл ({ $limit } байт)
    .next = Проверьте, тот ли это файл.
file-not-text = { $path } — не текст в UTF-8
    .next = Проверьте, тот ли это файл.
file-already-there = { $path } уже есть и не перезаписывается
    .next = Назовите другой файл или уберите прежний.
file-same-place = Два результата были бы записаны в { $path }
    .next = Назовите для каждого свой файл.
file-secret-readable = Секретный файл { $path } доступен другим (права { $mode })
    .next = Выполните `chmod 600 { $path }` и подумайте, кто мог его прочитать.
key-not-written = Ключ не удалось записать в PKCS#8
key-not-a-key = В { $path } нет ключа Ed25519 в PKCS#8
    .next = Дайте файл ключа таким, каким его записала создавшая программа.
dice-failed-why = Система не дала случайных чисел: { $why }
dice-failed = Система не дала случайных чисел
clock-no-day = Часы этого компьютера показывают день, которого нет в календаре
question-not-confirmed = Не подтверждено: ничего не сделано
    .next = Если сделать всё же нужно, повторите команду и ответьте «д».
question-no-terminal = У команды есть вопрос, а терминала нет
    .next = Запустите её в терминале или добавьте --yes.
question-not-read = Не удалось прочитать ответ: { $why }
output-results-lost = Не весь вывод удалось записать: { $why }
    .next = Освободите место или направьте вывод в другое место и повторите команду; то, что она изменила, сделано.
output-progress = { $done } из { $total }, { $speed }, осталось { $left }
output-documents = документы
code-in-file = { $path }: { $fault }
level-unknown = неизвестно
level-local = только на узле (`local`)
level-witnessed = подтверждено другими (`witnessed`)
level-mirrored = хранится и у других (`mirrored`)
level-not-reached = Всё записано в журнал узла, но уровень «{ $wanted }» вовремя не достигнут: сейчас — { $reached }
    .next = Узел продолжит сам. Когда `attestat status-of УЗЕЛ` покажет, что остальные снова подтверждают, запустите ту же команду ещё раз: ничто не делается дважды, а файлы получат новые доказательства.
code-too-long = QR-код вмещает самое большее { $max } байт, а здесь { $length }
    .next = Дайте вместо него файл.
code-not-drawn = QR-код не удалось нарисовать: { $why }
    .next = Дайте вместо него файл.
code-not-a-picture = снимок — не PNG и не JPEG, который можно прочитать ({ $why })
    .next = Сохраните его в одном из этих видов и повторите.
code-too-large = в снимке больше { $max } точек
    .next = Вырежьте часть с кодом и повторите.
code-none = QR-код на снимке прочитать не удалось
    .next = Снимите его ещё раз: прямо, резко и целиком.

## Командная строка

line-unknown-argument = Среди аргументов этой команды нет `{ $argument }`
line-unknown-command = Команды `{ $command }` нет
line-missing-command = У `{ $command }` нужно назвать одну из её команд
line-missing-argument = В командной строке чего-то не хватает: { $arguments }
line-missing-value = Для `{ $argument }` нужно значение
line-invalid-value = `{ $argument }` не может быть `{ $value }`
line-invalid-value-why = `{ $argument }` не может быть `{ $value }`: { $why }
line-too-many-values = Значение `{ $value }` для `{ $argument }` лишнее
line-number-of-values = Для `{ $argument }` нужно другое число значений
line-no-equals = `{ $argument }` и его значение соединяет знак равенства
line-not-utf-8 = Одно из слов командной строки записано не в UTF-8
line-twice = `{ $argument }` можно указать только один раз
line-conflict = `{ $argument }` нельзя указать вместе с `{ $other }`
line-near = Возможно, имелось в виду `{ $near }`; та же команда с `--help` покажет весь список.
line-values = Допустимо одно из значений: { $values }.
line-help = Та же команда с `--help` покажет, как ею пользоваться.

## Справка

help-usage = Применение:
help-commands = Команды:
help-arguments = Аргументы:
help-options = Параметры:
help-word-options = ПАРАМЕТРЫ
help-word-command = КОМАНДА
help-default = [по умолчанию: { $value }]
help-values = [значения: { $values }]
help-value-age = СРОК
help-value-date = ДАТА
help-value-dir = ПАПКА
help-value-dir-unix-path = ПАПКА|unix:ПУТЬ
help-value-entry = ФАЙЛ
help-value-evidence = ПАПКА
help-value-field = ПОЛЕ
help-value-field-value = ПОЛЕ=ЗНАЧЕНИЕ
help-value-file = ФАЙЛ
help-value-files = ФАЙЛЫ
help-value-file-dir = ФАЙЛ|ПАПКА
help-value-hash = ХЕШ
help-value-heading-field = ЗАГОЛОВОК=ПОЛЕ
help-value-id = НОМЕР
help-value-index = НОМЕР
help-value-join = УЧЕНИК
help-value-keep = УЧЕНИК
help-value-key = КЛЮЧ
help-value-kind = ВИД
help-value-language = ЯЗЫК
help-value-letter = ПИСЬМО
help-value-level = УРОВЕНЬ
help-value-log = ЖУРНАЛ
help-value-name = ИМЯ
help-value-node = УЗЕЛ
help-value-origin = ЖУРНАЛ
help-value-path = ПУТЬ
help-value-person = УЧЕНИК
help-value-reason = ПРИЧИНА
help-value-receipt = КВИТАНЦИЯ
help-value-ref = НОМЕР
help-value-registry = РЕЕСТР
help-value-registry-year = РЕЕСТР:ГОД
help-value-roster = ФАЙЛ
help-value-rows = СТРОКИ
help-value-sheet = ТАБЛИЦА
help-value-shell = ОБОЛОЧКА
help-value-size = РАЗМЕР
help-value-text = ТЕКСТ
help-value-type = ВИД

## Коды выхода

exit-heading = Коды выхода (побеждает худший: красный > серый > жёлтый > зелёный):
exit-done = сделано, зелёный или чисто; в том числе безопасный повтор, который нашёл всё уже сделанным
exit-internal = отказ самой программы: сообщите тому, кто её обслуживает
exit-usage = командная строка либо файл или папка, названные в ней, не годятся: их нет, они уже есть или не таковы, как нужно; подходят несколько учеников; или на вопрос не ответили «да». Ничего не сделано
exit-red = красный: подписаны две истории, либо у проверки или аудита есть находка; полагаться на это нельзя
exit-grey = серый: файл не читается как документ
exit-listed = всё так, как записано в квитанции, и в ней есть файл, который не зелёный
exit-amber = жёлтый: подлинный документ с пробелом, аудит, который смог посмотреть не всё, или документ, не попавший в выгрузку
exit-bad-rows = строки таблицы, по которым выдать нельзя; ничего не выдано
exit-config = того, что хранит сама программа, нет или оно неверно: настройки, ключи или списки участников в папке узла, консорциума, кошелька или доверия
exit-in-use = в папке работает другая программа
exit-unreachable = узел не отвечает или пропал, либо уровень не достигнут: запустите ту же команду ещё раз, это безопасно

## Справка: каждая команда, её аргументы — свойства сообщения

help-shared = Аргументы, общие для многих команд
    .json = Дать результат одним объектом JSON с именем схемы
    .lang = Говорить на этом языке, иначе на языке системы, иначе по-английски
    .help = Показать справку
    .version = Показать версию
    .roster = Папка списка участников
    .registries = Идентификаторы реестров
    .yes = Не показывать документы и не спрашивать
    .folder = Папка кошельков семьи [по умолчанию: attestat/wallet в папке данных пользователя]
    .trust = Папка доверия: закреплённый список участников, состояния журналов и файлы статусов [по умолчанию: attestat/trust в папке данных пользователя]
    .sheet = Файл для листа восстановления: .html — страница для печати, любое другое окончание — текст
    .worksheet = Лист книги, если таблицы есть на нескольких
    .wait = Уровень, которого ждать [по умолчанию: `witnessed`, если в списке участников есть заверители, иначе `local`]
    .profile = Что значат заголовки этой школы, как это пишет `attestat template profile`; то, что выяснилось, добавляется после запуска с --commit
    .map = Что значит один заголовок: поле или заголовок из `attestat template`, `mark: ПРЕДМЕТ` или #, чтобы столбец не читать
    .set = Что одинаково во всех строках и чего нет ни в одном столбце, например "Руководитель=Примеров П. П."
    .as_written = Строки, которые маловероятны, но записаны так же, как на бумаге
    .hidden_too = Читать и те строки, что скрыты, отфильтрованы или зачёркнуты
    .node = Папка или сокет работающего узла самой школы [по умолчанию: переменная ATTESTAT_NODE или папка, в которой запущена команда]
    .registry = Идентификатор реестра, если на узле их несколько
    .id = Номера документов: числа в именах их файлов
    .all = Все документы кошелька
    .reason = Причина; она видна всем, поэтому это код и никогда не текст
    .pupil_ref = Номер ученика в самой школе, как в таблицах
    .document = Номер любого документа ученика
    .person = Имя и дата рождения, если номеров в школе нет: "Фамилия;Имя;Отчество;ДД.ММ.ГГГГ"; если имя только одно: "Имя;одно имя;;ДД.ММ.ГГГГ"
    .child = Который ребёнок, как он назван при создании кошелька; если ребёнок один, можно не указывать
    .passphrase_file = Файл с парольной фразой, доступный только вам [по умолчанию: переменная ATTESTAT_PASSPHRASE или вопрос]
    .file = Файлы со свидетельствами, какими их хранят проверки, обновления и узлы
    .origin = Журнал, например school-12.example/1
help = Реестр аттестатов и достижений школьников, хранение которого не нужно никому доверять
help-roster = Консорциум: кто может выдавать документы, какими ключами и кто заверяет журналы
help-roster-init = Создать папку с ключом распорядителя и пустым списком участников
    .dir = Папка, которую создать
    .name = Имя распорядителя, например pilot.example
    .governors = Сколько ключей распорядителей создать здесь; 0 для секретаря, который распорядителем не является
    .others = Открытый ключ распорядителя в другом месте, каким его напечатал там `roster init`
    .threshold = Сколько распорядителей должны подписать версию [по умолчанию: больше половины]
    .valid_for = Сколько действует версия: 365d, 52w
help-roster-add = Взять entry.toml школ в следующую версию
    .entry = Файлы entry.toml, какими их записал `attestat-node init`
    .quorum = Сколько зеркал других организаций должны подтвердить состояние журнала [по умолчанию: столько из n, чтобы у двух кворумов было общее честное, хотя f = (n - 1) / 3 лгут: больше (n + f) / 2]
help-roster-suspend = Временно запретить реестрам выдавать; их документы становятся жёлтыми
help-roster-close = Больше не разрешать реестрам выдавать; их документы остаются в силе
help-roster-reopen = Снова разрешить выдавать приостановленным или закрытым реестрам
help-roster-remove = Убрать реестры, заверителей или распорядителей
    .names = Идентификатор реестра либо имя заверителя или распорядителя
help-roster-renew = Отсчитывать срок следующей версии от сегодняшнего дня
    .valid_for = Сколько она действует с сегодняшнего дня: 365d, 52w [по умолчанию: столько же, сколько предыдущая]
help-roster-cut = Отсечь журнал, который раздвоился или ключ которого украден
    .from = Свидетельство раздвоения либо состояние журнала или файл статусов, на которых журнал отсекается; с --log — узел, который их показывает
    .log = Отсечь этот журнал там, докуда он есть у узла: на самом новом файле статусов или самом новом состоянии, подтверждённых кворумом
    .offline = Не спрашивать ни один узел, был ли там журнал; у кого сеть есть, должен спросить
help-roster-diff = Показать, что меняет следующая версия или чем различаются два файла
    .files = Два файла списка участников или одна папка
help-roster-sign = Показать различия, спросить, подписать ключами распорядителей и напечатать хеш для закрепления
    .roster = Папка списка участников или файл в ней, который надо подписать
    .keys = Ключ распорядителя [по умолчанию: каждый governor-*.key в папке]
    .hash = Подписать только то, у чего этот хеш, целиком или те 25 цифр, что были зачитаны
    .offline = Не спрашивать ни один узел, был ли журнал там, где он отсекается; у кого сеть есть, должен спросить
    .yes = Подписать без вопроса
help-roster-merge = Свести под один текст подписи распорядителей, подписавших порознь
    .files = Файлы roster-<n>.note, какими их прислали распорядители
help-roster-show = Показать список участников
    .roster = Папка списка участников или его файл
    .folder = То же, как это пишется в других командах
help-trust = Всем: кому доверять; хранится в папке: закреплённый список участников, заверенные состояния журналов и файлы статусов
help-trust-pin = Довериться списку участников, сравнив его хеш с опубликованным
    .roster = Подписанный список участников: файл `roster.note`
    .hash = Его хеш, каким его опубликовало консорциум: 64 шестнадцатеричные цифры или те 25, что зачитывают по телефону
    .replace = Взять его вместо закреплённого списка, за которым он не следует
help-trust-update = Получить новые версии списка участников, заверенные состояния журналов и файлы статусов и проверить всё это
    .from = Узлы, которые спросить, например https://127.0.0.1:7400; ответы нескольких сравниваются
    .files = Получить и те доказательства, которых не хватает этим документам: файлы, папки или архивы, которые `verify` не смог закончить
help-template = Школе: таблица для заполнения, в стандартный вывод
    .kind = Вид документа
help-template-profile = Профиль, который говорит, что значат заголовки таблицы, в стандартный вывод; для `issue --profile`
    .sheet = Таблица школы, со строками или без них
help-issue = Школе: выдать документы по таблице; без --commit это пробный прогон
    .files = Таблицы: .xlsx, .xls, .ods или CSV с `,` `;` или табуляцией в UTF-8, UTF-16 или windows-1251
    .commit = Выдать; без этого ничего не меняется, а узел, если он назван, только спрашивают
    .kind = Вид документа для строк, в которых он не указан
    .out = Папка для файлов .attestat
    .worksheet = Листы, которые читать [по умолчанию: все видимые, на которых есть таблица]
    .same_pupil = Строки, ученик которых — тот самый, кого знает узел, хотя имя или дата рождения другие
    .other_pupil = Строки, ученик которых — другой ребёнок, чем известный узлу с тем же именем и датой рождения
    .not_lost = Строки, документы которых прежде не выдавались, хотя хранилище узла утратило документы того времени
    .again = Строки, документы которых выдать ещё раз, хотя они уже выданы и отозваны
    .errors = Записать таблицу обратно с последним столбцом о том, что исправить, в .xlsx или .csv
help-document = Школе: записать файлы документов ещё раз
help-document-export = Записать файлы .attestat ещё раз, с самыми новыми доказательствами
    .id = Номера документов
    .all = Все документы реестра
    .out = Папка для файлов
help-reissue = Школе: выдать исправленный документ или дубликат вместо прежнего; без --commit это пробный прогон
    .id = Номер документа, который заменяется: число в имени его файла
    .from = Исправленный документ: таблица с одной строкой или черновик в JSON
    .duplicate = Выдать дубликат: на нём стоит это слово; без --from в нём то же, что в прежнем
    .kind = Вид документа, если в строке он не указан
    .reason = Почему отзывается прежний; это видно всем, поэтому это код и никогда не текст
    .note = Заметка для хранилища школы; она никогда не выдаётся и не видна другим
    .same_pupil = Ученик тот же, хотя имя или дата рождения меняются
    .commit = Выдать; без этого ничего не меняется
    .out = Папка для файла .attestat
help-status = Школе: отозвать, приостановить или восстановить документ
help-status-revoke = Отозвать документ навсегда
help-status-suspend = Приостановить действие документа
help-status-reinstate = Вернуть документ в силу
help-pupil = Школе: письма для кошельков семей, привязанные к ним документы, уничтожение по просьбе
help-pupil-show = Показать, что хранится об ученике, с номерами документов
help-pupil-ticket = Составить письмо, по которому семья подключает свой кошелёк; для одного ученика или целого класса
    .sheet = Каждый ученик этой таблицы, по письму на каждого: та таблица, по которой выдаются документы
    .profile = Что значат заголовки таблицы, как это хранит `attestat issue --profile`
    .out = Файл для письма, которого ещё нет: .html — страница для печати, любое другое окончание — текст; с --sheet — папка
    .valid_days = Сколько дней действует билет
    .new_pupil = Ученик может быть и таким, о котором ещё ничего не хранится: до первого документа
    .yes = Не показывать ученика и не спрашивать
help-pupil-rebind = Выдать заново, с привязкой к ключам семей, то, что ждёт этого с их подключения
    .now = Сделать это сразу; сам узел ждёт несколько дней и перемешивает учеников, что защищает их лучше
help-pupil-merge = Сделать одним учеником двух, которые на деле один ребёнок, известный по имени и по номеру
    .keep = Кто остаётся: `number:НОМЕР`, `document:НОМЕР` или `person:"Фамилия;Имя;Отчество;ДД.ММ.ГГГГ"`
    .join = Чьи документы, имена и журнал обращений переходят к тому, кто остаётся, в той же записи
    .dry_run = Только показать, что было бы сделано
    .yes = Не спрашивать
help-pupil-erase = Уничтожить всё личное, что хранится об ученике, и написать об этом акт
    .out = Файл для подписанного акта об уничтожении
    .yes = Не показывать ученика и не спрашивать
help-wallet = Семье: хранить документы ребёнка, решать, что можно показывать, восстанавливать утраченное
help-wallet-new = Создать кошелёк ребёнка: 24 слова на листе восстановления и зашифрованный файл
    .yes = Не переспрашивать три слова из двадцати четырёх
help-wallet-open = Сказать, что есть в кошельке
help-wallet-ls = Перечислить детей из папки семьи
    .wallet = Папка кошельков семьи [по умолчанию: attestat/wallet в папке данных пользователя]
help-wallet-passphrase = Сменить парольную фразу кошелька
    .new_passphrase_file = Файл с новой парольной фразой, доступный только вам [по умолчанию: вопрос, заданный дважды]
help-wallet-words = Записать лист восстановления ещё раз
help-wallet-restore = Создать кошелёк заново по 24 словам; затем его наполнит `wallet recover`
    .words = Файл с 24 словами, доступный только вам; `-` — стандартный ввод [по умолчанию: вопрос]
help-wallet-enrol = Подключиться по письму школы
    .ticket = Письмо: его файл, снимок (PNG или JPEG) его кода или строка, которая начинается с attestat:ticket:; без него код с письма будет предложено набрать
help-wallet-sync = Получить то, что школы выдали с прошлого раза
    .refresh = Получить заново каждый документ, с самыми новыми доказательствами и статусом
help-wallet-holdings = Показать, что школы хранят о ребёнке, кто и когда к этому обращался
help-wallet-show = Перечислить документы или показать поля одного из них
    .document = Номер документа, все поля которого показать
help-wallet-include = Положить документы в портфолио
    .document = Номера документов, как их перечисляет `wallet show`
help-wallet-exclude = Убрать документы из портфолио; в кошельке они остаются
    .document = Номера документов, как их перечисляет `wallet show`
help-wallet-backup = Оставить зашифрованные копии кошелька на других узлах
    .to = Узлы для копий: полные адреса или идентификаторы реестров из списка участников
    .same_node = Если никакая другая школа не разрешит копию, пусть разрешит сам узел, который её хранит: тогда он знает, чья она
help-wallet-recover = Наполнить восстановленный кошелёк: нужны адрес узла и опубликованный хеш списка участников
    .from = Адреса узлов: одного из консорциума и любого, где есть копия кошелька
    .roster_hash = Хеш списка участников, каким его публикует консорциум: 64 шестнадцатеричные цифры [по умолчанию: он показывается, и о нём спрашивают]
help-wallet-mailbox = Зашифрованные копии на других узлах
help-wallet-mailbox-drop = Забрать зашифрованные копии у узлов, которые их хранят
    .at = Только копии у этих реестров
help-share = Семье: показать выбранные поля одному получателю, для одной цели, до одного дня
    .to = Получатель, как он называет себя сам
    .purpose = Для чего получатель может этим пользоваться, одним предложением
    .until = Последний день, когда получатель может на это полагаться: 2027-08-31 или 31.08.2027
    .show = Поля, которые показать, как их перечисляет `wallet show НОМЕР`: family_name, marks/Физика; НОМЕР=ПОЛЕ — только в одном документе, `all` — всё
    .document = Только эти документы [по умолчанию: каждый документ портфолио, в котором такое поле есть]
    .request = Ответить на запрос: его файл или снимки (PNG или JPEG) его кодов
    .grant = Показать и эти необязательные поля, по номерам из списка или по именам; без этого о каждом спрашивают
    .completeness = Дать годовой секрет реестра, чтобы получатель видел, все ли записи показаны
    .out = Файл для ответа, которого ещё не должно быть
    .qr = Ещё и QR-кодом, картинкой (PNG); несколькими с номерами, если в один всё не входит
    .terminal = Ещё и QR-кодом здесь, в терминале, если ширины хватает: до 105 столбцов
    .yes = Не спрашивать; предпросмотр печатается всё равно
help-shares = Семье: что, кому и до какого дня показано и как это прекратить
help-shares-ls = Перечислить, что кому показано, для чего и до какого дня
help-shares-stop = Отозвать согласие: записывает подписанный отзыв для получателя
    .id = Показ, как его перечисляет `shares ls`; хватит первых цифр
    .out = Файл для отзыва [по умолчанию: withdrawal-<первые цифры>.json]
help-request = Вузу: сказать, что нужно от семей, файлом и кодом
    .audience = Ваше имя, каким его увидят семьи и каким его потребует `verify --as`
    .purpose = Для чего это нужно, одним предложением
    .need = Поля, которые показать обязательно, например `family_name`, `marks`, `marks/Физика`
    .optional = Поля, которые показать можно
    .kinds = Из каких документов; если не сказано, из любых
    .until = До какого дня это нужно: до него дают согласие семьи; 2027-08-31 или 31.08.2027
    .out = Запрос файлом
    .qr = Запрос QR-кодом; если одного мало, перед окончанием имени стоит номер
help-verify = Вузу: проверить документы и ответы семей, без сети
    .path = Документы, ответы, снимки их кодов; либо папки, архивы .zip и письма .eml с ними
    .audience = Ваше имя: то, что сделано для кого-то другого, становится красным
    .request = Ваш запрос: то, что на него не отвечает, становится красным
    .withdrawal = Отзывы согласия, присланные семьями: файлы или папка с ними
    .replay = Просмотреть на этих узлах журналы, годовые секреты которых дали семьи, и сказать, что секреты показывают
    .max_age = Насколько старым может быть «не отозван по состоянию на»: 12h, 7d, 2w
    .details = Каждая проверка каждого файла, даже если файлов много
    .csv = Таблица для электронных таблиц, строка на файл
    .json_lines = Объект JSON на файл, по одному в строке
    .receipt = Что проверено, по чему и когда, чтобы сохранить
    .key = Ключ, которым подписывается квитанция, от `attestat receipt key`
help-receipt = Вузу: ключ, которым подписываются квитанции, и проверка квитанций
help-receipt-key = Создать ключ, которым подписываются ваши квитанции
    .name = Ваше имя на квитанциях, например admissions.university.example
    .out = Секретный ключ; его открытая половина записывается рядом как ФАЙЛ.pub
help-receipt-check = Проверить квитанцию и то, таковы ли файлы и всё, на чём держались вердикты, как в ней записано
    .receipt = Квитанция
    .key = Открытый ключ проверявшего: строка, которую напечатал `receipt key`, или её файл
    .path = Файлы, папки или архивы, которые проверялись
    .request = Запрос, по которому проверяли
    .withdrawal = Отзывы согласия, которые были даны: файлы или папка с ними
    .trust = Копия папки доверия, какой она была тогда
help-audit = Проверяющему: просмотреть журналы узлов целиком и сравнить их
    .node = Узлы, которые проверить, например https://127.0.0.1:7400; несколько сравниваются между собой
    .every_seal = Проверить каждую печать, а не только последнюю каждого ключа
    .max_age = Сколько самое большее прошло с подтверждения самого нового состояния: 12h, 7d, 2w
    .evidence = Записать свидетельства раздвоений ещё и в эту папку [по умолчанию: только в папку доверия; без списка участников никуда]
help-fork = Всем: свидетельства того, что журнал подписан в двух вариантах
help-fork-check = Проверить свидетельство по закреплённому списку участников и сказать, что оно показывает
help-fork-import = Положить верное свидетельство в папку доверия: с этого времени оно учитывается в каждом вердикте
help-fork-report = Сообщить узлам: они проверят это, перестанут следить за журналом и передадут дальше
    .to = Узлы, которым сообщить, например https://127.0.0.1:7400
help-log = Всем: открытые записи узла
help-log-ls = Перечислить журналы узла
    .node = Узел, который спросить, например https://127.0.0.1:7400
help-log-show = Показать записи словами
    .node = Узел, который спросить, например https://127.0.0.1:7400
    .index = Номер первой записи, которую показать
    .count = Сколько записей
help-log-proof = Дать доказательство того, что запись есть в журнале, в виде C2SP tlog-proof
    .node = Узел, который спросить, например https://127.0.0.1:7400
    .index = Номер записи
    .size = Размер журнала, для которого доказать [по умолчанию: самый новый опубликованный]
help-status-of = Всем: отвечает ли узел, докуда дошли его журналы и может ли он писать
    .node = Узел, который спросить, например https://127.0.0.1:7400
help-completions = Дополнения для оболочки, в стандартный вывод
    .shell = Оболочка
help-help = Показать эту справку или справку команды
help-of-wait-local = Надёжно записано на узле
help-of-wait-witnessed = Подтверждено кворумом других организаций
help-of-wait-mirrored = К тому же хранится и раздаётся теми, кто подтвердил
help-of-reason-superseded = Его место занял исправленный документ или дубликат
help-of-reason-issued-in-error = Документ не следовало выдавать
help-of-reason-document-lost = Документ утрачен
help-of-reason-unspecified = Не названа
help-of-reason-key-compromised = Украден ключ
help-of-kinds-basic = Аттестат об основном общем образовании
help-of-kinds-secondary = Аттестат о среднем общем образовании
help-of-kinds-achievement = Достижение в учёбе, культуре или спорте

## Значения, которые набирают

value-age-unit = напишите число и одну из букв s, m, h, d, w, например 7d
value-age = напишите число и единицу, например 7d
value-age-too-long = это дольше ста лет
value-origin = напишите имя журнала, как его показывают списки, например school-12.example/1
value-document = номер документа — это число в имени его файла, например 1048577
value-pupil = напишите `number:НОМЕР`, `document:НОМЕР` или `person:"Фамилия;Имя;Отчество;25.06.2009"`
value-person = напишите "Фамилия;Имя;Отчество;25.06.2009"; третья часть может быть пустой
