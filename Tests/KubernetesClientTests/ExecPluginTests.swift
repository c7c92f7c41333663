import AWSVocabulary
import Ambient
import KubernetesClient
import Testing

struct ExecPluginTests {
    private static let version = "client.authentication.k8s.io/v1"

    private func plugin(_ script: String, _ variables: [String: String] = [:]) throws -> ExecPlugin {
        try ExecPlugin(
            command: "sh",
            arguments: ["-c", script],
            variables: variables,
            version: Self.version,
            seconds: 1
        )
    }

    private func credential(_ status: String) -> String {
        "printf '%s' '{\"kind\":\"ExecCredential\",\"apiVersion\":\"\(Self.version)\",\"status\":\(status)}'"
    }

    @Test func `the token that a program prints, with its variables and without a terminal`() async throws {
        let script = """
            case "$KUBERNETES_EXEC_INFO" in *'"interactive":false'*) ;; *) exit 9;; esac
            printf '{"kind":"ExecCredential","apiVersion":"\(Self.version)","status":{"token":"%s"}}' "$MINE"
            """
        let token = try await plugin(script, ["MINE": "secret-text"]).token()
        #expect(token.matches("secret-text"))
    }

    @Test(
        "a program that gives no token is named",
        arguments: [
            ("exit 3", "failed with exit code 3"), ("echo '{}'", "printed no ExecCredential"),
            ("exec tail -f /dev/null", "did not end within 1 seconds"),
            ("exec head -c 3000000 /dev/zero", "than 1 MiB"),
            (#"echo '{"kind":"ExecCredential","apiVersion":"x/v1","status":{"token":"t"}}'"#, "another version"),
        ]
    )
    func refusals(_ script: String, _ words: String) async throws {
        let plugin = try plugin(script)
        do {
            _ = try await plugin.token()
            Issue.record("a token")
        } catch {
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test func `a token without an end is kept, one that has ended is asked for again`() async throws {
        let once = try plugin("\(credential(#"{"token":"a"}"#)); exit $(test -e /nonexistent && echo 1 || echo 0)")
        #expect(try await once.token().matches("a"))
        #expect(try await once.token().matches("a"))
        let ended = try plugin(
            credential(#"{"token":"'$$'","expirationTimestamp":"2020-01-01T00:00:00Z"}"#)
        )
        let first = try await ended.token()
        let second = try await ended.token()
        #expect(first.exposed != second.exposed)
    }

    @Test(arguments: ["", "client.authentication.k8s.io/v1alpha1"])
    func `a version that is not known is refused`(_ version: String) {
        #expect(throws: AccessError.self) {
            _ = try ExecPlugin(command: "aws", arguments: [], variables: [:], version: version)
        }
    }
}
