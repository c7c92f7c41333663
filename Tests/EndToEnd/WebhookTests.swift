import Testing

struct WebhookTests {
    @Test(.enabled(if: Program.hasBoto3))
    func `the webhook beside a cluster: roles, associations, doubts, missed pods`() throws {
        let directory = try TemporaryDirectory()
        let server = try Server(data: directory.path, flags: ["--no-webhook", "--no-node"])
        let result = try server.python("pod_identity_webhook.py")
        #expect(result.status == 0, "\(result.errors)")
        #expect(result.output == "ok\n")
    }

    @Test(arguments: [
        (["webhook", "--port", "70000"], "--port takes 0 to 65535"),
        (["webhook", "--tls-min-version", "1.4"], "--tls-min-version takes"),
        (["webhook", "--tls-cipher-suites", "TLS_NONE"], "TLS_NONE, which is not known"),
        (["webhook", "--resync-period", "x"], "--resync-period takes a duration"),
        (["webhook", "--watch-container-credentials-config", "a/b"], "takes an absolute path"),
        (["webhook", "--on-unresolved", "maybe"], "on-unresolved"),
        (["webhook", "--in-cluster=perhaps"], "in-cluster"),
    ])
    func `a bad flag gets an error that names it`(_ arguments: [String], _ says: String) throws {
        let result = try Command.run([Program.lanyard] + arguments)
        #expect(result.status == 64)
        #expect(result.errors.contains(says), "\(result.errors)")
    }

    @Test(arguments: [
        (["webhook"], "this is no pod"),
        (["webhook", "--kubeconfig", "/nowhere"], "/nowhere: the file cannot be read"),
        (
            ["webhook", "--kube-api", "http://127.0.0.1:1", "--in-cluster=false", "--tls-cert", "/nowhere"],
            "/nowhere and /etc/webhook/certs/tls.key: the files cannot be read"
        ),
    ])
    func `what cannot start says why`(_ arguments: [String], _ says: String) throws {
        let result = try Command.run([Program.lanyard] + arguments)
        #expect(result.status == 1)
        #expect(result.errors.contains(says), "\(result.errors)")
    }

    @Test func `the version of what it takes the place of`() throws {
        let result = try Command.run([Program.lanyard, "webhook", "--version"])
        #expect(result.status == 0)
        #expect(result.output == "v0.1.0\n")
    }
}
