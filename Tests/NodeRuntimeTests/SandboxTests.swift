import Testing

@testable import NodeRuntime

@Suite struct SandboxTests {
    /// A small machine.
    private static let tree: [String: FileTree.Kind] = [
        "/bin": .link("usr/bin"), "/usr": .directory, "/usr/bin": .directory, "/etc": .directory,
        "/etc/hosts": .file, "/etc/shadow": .file, "/etc/ssl": .directory, "/etc/mtab": .link("/proc/mounts"),
        "/var": .directory, "/var/run": .link("/run"), "/var/lib": .directory, "/root": .directory,
        "/root/.aws": .directory, "/root/.pyenv": .directory, "/proc": .directory, "/tmp": .directory,
        "/srv": .directory, "/srv/lanyard": .directory, "/up": .link("../srv/./x/.."), "/loop": .link("/loop"),
    ]

    private static let root = RootView(
        base: "",
        kind: { tree[$0] },
        names: { directory in
            let prefix = directory.hasSuffix("/") ? directory : directory + "/"
            return tree.keys.filter { $0.hasPrefix(prefix) && !$0.dropFirst(prefix.count).contains("/") }
                .map { String($0.dropFirst(prefix.count)) }.sorted()
        }
    )

    private func sandbox(
        mounts: [Sandbox.Mount] = [],
        user: ContainerUser = ContainerUser(),
        isPrivileged: Bool = true
    ) -> Sandbox {
        Sandbox(
            root: Self.root,
            secrets: HostSecrets(dataDirectory: "/srv/lanyard", home: "/root", path: "/root/.pyenv/shims:/usr/bin"),
            hostname: "web",
            mounts: mounts,
            variables: [("SECRET", "s3cret")],
            workingDirectory: "/",
            command: ["run", "it"],
            user: user,
            isPrivileged: isPrivileged,
            emptyFile: "/srv/lanyard/node/empty",
            dataDirectory: "/srv/lanyard"
        )
    }

    /// Whether some options stand beside each other in this order.
    private func has(_ options: [String], _ wanted: String...) -> Bool {
        options.indices.contains { options[$0...].starts(with: wanted) }
    }

    @Test("the root is the host's, read-only, with links as links")
    func rootView() {
        let options = Self.root.options(mountPoints: ["/etc/hosts"])
        #expect(has(options, "--ro-bind-try", "/etc", "/etc"))
        #expect(has(options, "--symlink", "usr/bin", "/bin"))
        #expect(!options.contains("/proc") && !options.contains("/tmp"))
    }

    @Test("directories on the way to a missing mount point are taken apart, others are not")
    func missingMountPoint() {
        let options = Self.root.options(mountPoints: ["/etc/app/config", "/run/x"])
        #expect(has(options, "--dir", "/etc"))
        #expect(has(options, "--ro-bind-try", "/etc/ssl", "/etc/ssl"))
        #expect(has(options, "--symlink", "/proc/mounts", "/etc/mtab"))
        #expect(!has(options, "--ro-bind-try", "/etc", "/etc"))
        #expect(has(options, "--ro-bind-try", "/usr", "/usr"))
    }

    @Test(
        "links in paths are followed inside the root only",
        arguments: [
            ("/var/run/secrets/x", "/run/secrets/x"), ("/bin/sh", "/usr/bin/sh"), ("/up", "/srv"),
            ("/a/../../b//c/.", "/b/c"), ("/", "/"), ("/usr", "/usr"),
        ]
    )
    func resolution(path: String, resolved: String) {
        #expect(Self.root.resolve(path) == resolved)
    }

    @Test("a link to itself ends the search")
    func loop() {
        #expect(Self.root.resolve("/loop") == "/loop")
    }

    @Test("homes, keys and the data directory are hidden, programs in homes are shown")
    func hiding() {
        let options = sandbox().options
        for path in ["/root", "/srv/lanyard"] { #expect(has(options, "--tmpfs", path), "\(path)") }
        #expect(has(options, "--ro-bind", "/srv/lanyard/node/empty", "/etc/shadow"))
        #expect(has(options, "--ro-bind-try", "/root/.pyenv", "/root/.pyenv"))
        #expect(!options.contains("/root/.aws"))
        #expect(!has(options, "--tmpfs", "/home"), "a directory that is not there cannot be hidden")
    }

    @Test(
        "what holds secrets is not shown, even when programs are in it",
        arguments: [
            ("/home/a/.config/bin", []), ("/home/a/.aws/bin", []), ("/home/a/bin", ["/home/a/bin"]),
            ("/home/b/tools/bin", ["/home/b/tools"]), ("/usr/bin", []), ("/root/.pyenv/shims", ["/root/.pyenv"]),
            ("/root/.ssh/bin", []), ("/home", []), ("/home/a", []),
            (
                "/home/a/.local/bin",
                ["bin", "lib", "pipx", "share/pipx", "share/uv"].map { "/home/a/.local/\($0)" }
            ),
        ] as [(String, [String])]
    )
    func shown(path: String, expected: [String]) {
        #expect(HostSecrets(dataDirectory: "/d", home: "/home/a", path: path).shown == expected)
    }

    @Test("what this user may not look for is not shown, or the sandbox could not be made, and is named")
    func unreachable() {
        let secrets = HostSecrets(
            dataDirectory: "/d",
            home: "/home/a",
            path: "/root/.local/bin:/usr/bin:/root/.local/bin:/home/a/.local/bin:/root/tools/bin",
            isReachable: { !$0.hasPrefix("/root/") && $0 != "/home/a/.local/share/uv" }
        )
        #expect(secrets.unreachable == ["/root/.local/bin", "/root/tools/bin"])
        #expect(secrets.shown == ["bin", "lib", "pipx", "share/pipx"].map { "/home/a/.local/\($0)" })
    }

    @Test("a mount of a directory above the data directory hides it again")
    func mountAbove() {
        for (source, hidden) in [("/srv", "/mnt/x/lanyard"), ("/", "/mnt/x/srv/lanyard")] {
            let options = sandbox(mounts: [Sandbox.Mount(source: source, target: "/mnt/x")]).options
            #expect(has(options, "--bind", source, "/mnt/x", "--tmpfs", hidden))
        }
    }

    @Test("mounts come in the order of their depth, through links, with directories that everybody can pass")
    func mounts() {
        let options = sandbox(mounts: [
            Sandbox.Mount(source: "/v/2", target: "/data/inner"),
            Sandbox.Mount(source: "/v/1", target: "/data", isReadOnly: true),
            Sandbox.Mount(source: "/v/3", target: "/var/run/secrets/a"),
        ]).options
        let outer = options.firstIndex(of: "/v/1")
        let inner = options.firstIndex(of: "/v/2")
        #expect(outer.flatMap { first in inner.map { first < $0 } } == true)
        #expect(has(options, "--ro-bind", "/v/1", "/data"))
        #expect(has(options, "--perms", "0755", "--dir", "/run/secrets", "--bind", "/v/3", "/run/secrets/a"))
    }

    @Test("variables are options, which go through a file, and the command has none of them")
    func variables() {
        #expect(has(sandbox().options, "--setenv", "SECRET", "s3cret"))
        #expect(sandbox().program == ["run", "it"])
    }

    @Test("capabilities are dropped; users are real as root, and seen inside otherwise")
    func users() {
        let user = ContainerUser(id: 1000, group: 1000, groups: [1337])
        let privileged = sandbox(user: user)
        #expect(has(privileged.options, "--cap-drop", "ALL"))
        #expect(!privileged.options.contains("--unshare-user"))
        #expect(
            privileged.program == [
                "setpriv", "--reuid", "1000", "--regid", "1000", "--inh-caps=-all", "--bounding-set=-all", "--groups",
                "1337", "--", "run", "it",
            ]
        )
        let unprivileged = sandbox(user: user, isPrivileged: false)
        #expect(has(unprivileged.options, "--unshare-user", "--uid", "1000", "--gid", "1000"))
        #expect(unprivileged.program == ["run", "it"])
        // An fsGroup alone is nothing that another user than root could change to.
        let group = sandbox(user: ContainerUser(groups: [2000]), isPrivileged: false)
        #expect(!group.options.contains("--unshare-user") && !group.options.contains("CAP_SETGID"))
        #expect(group.program == ["run", "it"])
        let first = sandbox(user: ContainerUser(group: 1000), isPrivileged: false)
        #expect(has(first.options, "--unshare-user", "--uid", "0", "--gid", "1000"))
        #expect(!sandbox().options.contains("CAP_SETUID"))
    }
}
