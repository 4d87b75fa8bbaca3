namespace Guardian.Hocon.Tests;

public sealed class SubstitutionTests
{
    [Theory]
    [InlineData("x { a = 1, b = ${x.a}, c = [1, 2] }\nx.d = \"é\"", """{"x":{"a":1,"b":1,"c":[1,2],"d":"é"}}""")]
    [InlineData("a = ${b}, b = 7", """{"a":7,"b":7}""")]                                                  // looks forward
    [InlineData("a = 1, b = ${a}, a = 2", """{"a":2,"b":2}""")]                                           // sees the last value
    [InlineData("a = ${b}, b = [1, {c = null}]", """{"a":[1,{"c":null}],"b":[1,{"c":null}]}""")]          // keeps the type
    [InlineData("n = ${m}/x, m = tmp", """{"n":"tmp/x","m":"tmp"}""")]
    [InlineData("n = a ${m} b, m = 1.10", """{"n":"a 1.10 b","m":1.10}""")]
    [InlineData("n = x${m}, m = null", """{"n":"xnull","m":null}""")]
    [InlineData("a = \"${b}\"", """{"a":"${b}"}""")]                                                      // not inside quotes
    [InlineData("a = ${\"b.c\".d}, \"b.c\" { d = 1 }", """{"a":1,"b.c":{"d":1}}""")]
    [InlineData("a = ${ b . c }, b {c = 1}, \"b \" { \" c\" = 2 }", """{"a":2,"b":{"c":1},"b ":{" c":2}}""")]
    public void A_substitution_is_replaced_by_the_final_value_of_its_path(string text, string json) => Hocon.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = ${?no}", "{}")]
    [InlineData("a = 1, a = ${?no}", """{"a":1}""")]
    [InlineData("a = [1, ${?no}, 2]", """{"a":[1,2]}""")]
    [InlineData("a = [${?no}]", """{"a":[]}""")]
    [InlineData("a = x${?no}y", """{"a":"xy"}""")]
    [InlineData("a = ${?no}${?nor}", "{}")]
    [InlineData("a = ${?no} ${?nor}", "{}")]
    [InlineData("a = ${?no} [1]", """{"a":[1]}""")]
    [InlineData("a = [1] ${?no} [2]", """{"a":[1,2]}""")]
    [InlineData("a = ${?no} { b = 1 }", """{"a":{"b":1}}""")]
    [InlineData("a = { b = 1 } ${?no}", """{"a":{"b":1}}""")]
    [InlineData("a = ${?a}", "{}")]
    [InlineData("a = ${?a}foo", """{"a":"foo"}""")]
    [InlineData("a { b = ${?a} }", """{"a":{}}""")]
    public void An_optional_substitution_without_a_value_vanishes(string text, string json) => Hocon.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("path = \"a:b\"\npath = ${path}\":c\"", """{"path":"a:b:c"}""")]
    [InlineData("a = [1]\na = ${a} [2]\na = ${a} [3]", """{"a":[1,2,3]}""")]
    [InlineData("a = [2]\na = [1] ${a}", """{"a":[1,2]}""")]
    [InlineData("a = 1\na = ${a}${a}\na = ${a}${a}", """{"a":"1111"}""")]
    [InlineData("a { b = 1 }\na = ${a} { c = 2 }", """{"a":{"b":1,"c":2}}""")]
    [InlineData("foo { a { c = 1 } }\nfoo = ${foo.a}\nfoo { a = 2 }", """{"foo":{"a":2,"c":1}}""")]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }", """{"bar":{"foo":42,"baz":42}}""")]
    [InlineData("bar { foo = 42, baz = ${bar.foo} }\nbar { foo = 43 }", """{"bar":{"foo":43,"baz":43}}""")]
    [InlineData("bar { a = ${foo.d}, b = 1 }\nbar.b = 3\nfoo { c = ${bar.b}, d = 2 }\nfoo.d = 4", """{"bar":{"a":4,"b":3},"foo":{"c":3,"d":4}}""")]
    [InlineData("a = 1\nb = 2\na = ${b}\nb = ${a}", """{"a":1,"b":1}""")] // both the same; the key written first decides
    [InlineData("foo = ${no}\nfoo = 42", """{"foo":42}""")]
    [InlineData("foo = ${foo}\nfoo = 42", """{"foo":42}""")]
    [InlineData("x { k = [1] }\nx { k = ${x.k} [2] }", """{"x":{"k":[1,2]}}""")]
    public void A_reference_to_its_own_key_sees_what_the_key_held_before(string text, string json) => Hocon.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("base { p = /x, q = ${base.p}/y }\nb = ${base} { p = /z }", """{"base":{"p":"/x","q":"/x/y"},"b":{"p":"/z","q":"/x/y"}}""")]
    [InlineData("base { p = 1 }\nb = ${base} { q = ${b.p}, r = ${b.q} }", """{"base":{"p":1},"b":{"p":1,"q":1,"r":1}}""")]
    [InlineData("a = ${b}\nb { x = ${a.y}, y = 5 }", """{"a":{"x":5,"y":5},"b":{"x":5,"y":5}}""")]
    [InlineData("base { k = [1] }\nb = ${base}\nb.k += 2", """{"base":{"k":[1]},"b":{"k":[1,2]}}""")]
    [InlineData("base { k = [1] }\nb = ${base} { k = ${b.k} [2] }", """{"base":{"k":[1]},"b":{"k":[1,2]}}""")]
    [InlineData("foo { k = [1] }\nfoo.k = x${foo.k}\nfoo { k = [1] }\nfoo.k = ${foo.k} [2]\nfoo = ${foo} { z = 1 }\nbar = ${foo}", """{"foo":{"k":[1,2],"z":1},"bar":{"k":[1,2],"z":1}}""")]
    [InlineData("foo { k = 1 }\nfoo.k = x${foo.k}\nfoo = ${foo} { z = 1 }\nbar = ${foo}\nbar { y = 2 }", """{"foo":{"k":"x1","z":1},"bar":{"k":"x1","z":1,"y":2}}""")]
    public void An_object_can_be_based_on_another(string text, string json) => Hocon.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a { x = 1 }\na = ${a} { x = ${a.x}2 }\na = ${a} { y = ${a.x}3 }", """{"a":{"x":"12","y":"123"}}""")]
    [InlineData("a = ${b}\na = ${a} { x = ${a.x}2 }\na = ${a} { x = ${a.x}3 } { y = 4 }\nb { x = 1 }", """{"a":{"x":"123","y":4},"b":{"x":1}}""")]
    [InlineData("foo = ${b}\nfoo { a = 1 }\nb { c = 2 }", """{"foo":{"c":2,"a":1},"b":{"c":2}}""")]
    [InlineData("foo = ${b}\nfoo { a = 1 }\nb = 5", """{"foo":{"a":1},"b":5}""")]
    [InlineData("foo { a = 1 }\nfoo = ${b}\nb { c = 2 }", """{"foo":{"a":1,"c":2},"b":{"c":2}}""")]
    [InlineData("foo { a = 1 }\nfoo = ${b}\nb = 5", """{"foo":5,"b":5}""")]
    [InlineData("foo { a = 1 }\nfoo = ${?no}", """{"foo":{"a":1}}""")]
    [InlineData("foo { a { x = 1 } }\nfoo = ${b}\nfoo { a { y = 2 } }\nb { a { z = 3 } }", """{"foo":{"a":{"x":1,"z":3,"y":2}},"b":{"a":{"z":3}}}""")]
    [InlineData("foo { a = ${no} }\nfoo = ${b}\nb { a = 1 }", """{"foo":{"a":1},"b":{"a":1}}""")] // hidden: never looked up
    public void Objects_merge_with_what_a_substitution_gives_once_it_is_known(string text, string json) => Hocon.Json(text).ShouldBe(json);

    [Fact]
    public void A_substitution_below_an_object_is_needed_for_the_merge()
    {
        Hocon.Refused("foo = ${no}\nfoo { a = 1 }").ShouldContain("${no} is not defined");
    }

    [Theory]
    [InlineData("a += 1", """{"a":[1]}""")]
    [InlineData("a = [1]\na += 2\na += [3]", """{"a":[1,2,[3]]}""")]
    [InlineData("a = ${b}\na += 2\na += 3\nb = [1]", """{"a":[1,2,3],"b":[1]}""")]
    [InlineData("x { y = [1] }\nx.y += ${z}\nz = 2", """{"x":{"y":[1,2]},"z":2}""")]
    [InlineData("x { y += 1 }\nx { y += 2 }", """{"x":{"y":[1,2]}}""")]
    [InlineData("l = [{ y += 1, y += 2 }]", """{"l":[{"y":[1,2]}]}""")]
    [InlineData("a += {b = 1}", """{"a":[{"b":1}]}""")]
    [InlineData("a { 0 = x, 1 = y }\na += z", """{"a":["x","y","z"]}""")]
    public void Plus_equals_appends_to_what_the_key_held(string text, string json) => Hocon.Json(text).ShouldBe(json);

    [Theory]
    [InlineData("a = ${no}", "test.conf:1:5: ${no} is not defined, in the configuration or the environment")]
    [InlineData("\n  a = ${no.such}", "test.conf:2:7: ${no.such} is not defined")]
    [InlineData("a = ${a}", "test.conf:1:5: ${a} leads back to itself, and nothing was defined before it")]
    [InlineData("a = ${b}, b = ${c}, c = ${a}", "leads back to itself")]
    [InlineData("foo = ${foo}\nfoo { a = 1 }", "test.conf:1:7: ${foo} leads back to itself")]
    [InlineData("a { b = ${a} }", "test.conf:1:9: the value contains itself")]
    [InlineData("a = [${a}]", "test.conf:1:6: the value contains itself")]
    [InlineData("a = 1, a += 2", "expected an array to append to, found a number")]
    [InlineData("a = ${b} [1], b = 2", "test.conf:1:5: expected values of one kind on a line: a number cannot be joined with an object or array")]
    [InlineData("a = x { b = 1 }", "test.conf:1:7: expected values of one kind on a line: an object cannot be joined with text")]
    public void What_cannot_be_resolved_is_refused_with_its_place(string text, string message) => Hocon.Refused(text).ShouldContain(message);
}
