import Testing

@testable import NodeRuntime

@Suite struct ImageMapTests {
    @Test(
        "an image is found by its familiar name, with or without tag and digest",
        arguments: [
            ("busybox", ["sh"]), ("busybox:1.36", ["sh"]), ("docker.io/library/busybox:latest", ["sh"]),
            ("public.ecr.aws/docker/library/busybox@sha256:00", ["sh"]), ("amazon/aws-cli:latest", ["aws"]),
            ("docker.io/amazon/aws-cli", ["aws"]), ("mine:1", ["one"]), ("mine:2", ["other"]),
            ("registry.example:5000/team/tool", ["tool"]), ("registry.example:5000/team/tool:3", ["tool"]),
        ]
    )
    func known(image: String, command: [String]) throws {
        let file = """
            {"mine:1": {"cmd": ["one"]}, "mine": {"entrypoint": ["other"]},
             "registry.example:5000/team/tool": {"cmd": ["tool"]}}
            """
        let content = try ImageMap(file: Array(file.utf8)).content(of: image)
        #expect(content.map { $0.entrypoint + $0.arguments } == command)
    }

    @Test("what is not known is refused with how to add it")
    func unknown() throws {
        #expect(try ImageMap().content(of: "example.com/app:1") == nil)
        let words = ImageMap.refusal(of: "example.com/app:1", file: "/d/images.json")
        #expect(words.contains(#"Add {"example.com/app": {"cmd": ["PROGRAM"]}} to /d/images.json"#))
    }

    @Test(
        "a file with a mistake is refused with its place",
        arguments: [
            ("[]", "it must hold an object"), (#"{"a": {}}"#, "a must be an object with"),
            (#"{"a": {"cmd": "sh"}}"#, "a.cmd must be an array of strings"),
            (#"{"a": {"cmd": [1]}}"#, "a.cmd must be an array of strings"),
            (#"{"a": {"command": ["sh"]}}"#, "a.command is unknown"),
            (#"{"a": {"rootfs": "/"}}"#, "a.rootfs must be the absolute path"), (#"{"a": "#, ""),
        ]
    )
    func mistakes(file: String, words: String) {
        let error = #expect(throws: ImageMap.Unreadable.self) { _ = try ImageMap(file: Array(file.utf8)) }
        #expect(error?.description.contains(words) == true || words.isEmpty)
    }
}
