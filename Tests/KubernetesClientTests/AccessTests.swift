import AWSVocabulary
import Foundation
import KubernetesClient
import Testing

@Suite struct AccessTests {
    private static let config = """
        # comment
        apiVersion: v1
        kind: Config
        current-context: "one"
        clusters:
          - name: a
            cluster: {server: "https://10.0.0.1:6443/base/", certificate-authority-data: Q0E=}
          - name: b
            cluster:
              server: http://[::1]:8080
              insecure-skip-tls-verify: true
        users:
        - name: token
          user:
            token: secret-text
        - name: cert
          user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
        - name: exec
          user:
            exec: {command: aws, args: [eks, get-token]}
        contexts:
        - context:
            cluster: a
            user: token
            namespace: team
          name: one
        - {name: two, context: {cluster: b, user: cert}}
        - {name: three, context: {cluster: a, user: exec}}
        - {name: four, context: {cluster: none, user: token}}
        """

    private func access(_ context: String? = nil, _ text: String = config) throws -> ClusterAccess {
        try ClusterAccess.kubeconfig(text: text, name: "config", in: "/nowhere", context: context)
    }

    @Test func `the current context: server, authority, token, namespace`() throws {
        let access = try access()
        #expect(access.server.description == "https://10.0.0.1:6443/base")
        #expect(access.certificateAuthority == Array("CA".utf8))
        #expect(access.namespace == "team")
        guard case .fixed(let token) = access.token else {
            Issue.record("no token")
            return
        }
        #expect(token.matches("secret-text"))
        #expect(!"\(access)".contains("secret-text"))
    }

    @Test func `another context: client certificate, no verification`() throws {
        let access = try access("two")
        #expect(!access.server.isSecure)
        #expect(access.server.host == "::1")
        #expect(access.skipsVerification)
        #expect(access.clientCertificate?.chain == Array("CERT".utf8))
        #expect(access.clientCertificate?.key == Array("KEY".utf8))
    }

    @Test func `JSON is YAML too`() throws {
        let json = """
            {"current-context":"c","clusters":[{"name":"k","cluster":{"server":"https://h"}}],
            "contexts":[{"name":"c","context":{"cluster":"k"}}]}
            """
        let access = try access(nil, json)
        #expect(access.server.authority == "h:443")
    }

    @Test(
        "what a kubeconfig lacks is named",
        arguments: [
            ("three", "exec has the apiVersion"), ("four", "no cluster named \"none\""), ("five", "no context named"),
        ]
    )
    func lacks(context: String, words: String) {
        let error = #expect(throws: AccessError.self) { try access(context) }
        #expect(error?.description.contains(words) == true)
    }

    @Test(
        "texts that are no kubeconfig",
        arguments: ["", "[]", "a: [", "current-context: x", "{}", "\"text\""]
    )
    func noKubeconfig(text: String) {
        #expect(throws: AccessError.self) { try access(nil, text) }
    }

    @Test(
        "server URLs",
        arguments: [
            ("https://h", "https://h:443"), ("http://h/", "http://h:80"), ("h:6443", "https://h:6443"),
            ("https://[::1]:1/a/b/", "https://[::1]:1/a/b"), ("ftp://h", nil), ("https://", nil),
            ("https://u@h", nil), ("https://h:0", nil), ("https://h:x", nil),
        ] as [(String, String?)]
    )
    func urls(text: String, expected: String?) { #expect(ServerURL(text)?.description == expected) }

    @Test func `in a pod: host, port, authority, token and namespace`() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "access-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        for (name, text) in [("ca.crt", "CA"), ("token", "t"), ("namespace", "team\n")] {
            try Data(text.utf8).write(to: directory.appending(path: name))
        }
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let access = try ClusterAccess.inCluster(environment: environment, directory: directory.path)
        #expect(access.server.description == "https://[fd00::1]:443")
        #expect(access.namespace == "team")
        #expect(throws: AccessError.self) {
            try ClusterAccess.inCluster(environment: [:], directory: directory.path)
        }
    }
}
