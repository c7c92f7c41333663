import AWSProtocols
import IAMService
import Testing

struct OpenIDConnectProviderTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let url: String
        let kept: String
        var testDescription: String { url }

        init(_ url: String, _ kept: String) {
            self.url = url
            self.kept = kept
        }
    }

    @Test(arguments: [
        Case("https://oidc.example.com", "oidc.example.com"),
        Case("https://oidc.example.com/", "oidc.example.com/"),
        Case("https://oidc.example.com:443/id/A1", "oidc.example.com/id/A1"),
        // AWS takes no port; we do, so that an issuer need not own port 443.
        Case("https://localhost:8443/id/A1", "localhost:8443/id/A1"),
        Case("HTTPS://oidc.example.com/id", "oidc.example.com/id"),
    ])
    func `a URL is kept without scheme and port 443`(_ given: Case) async throws {
        let bed = try await TestBed()
        let created = try await bed.ok(
            "CreateOpenIDConnectProvider",
            ["Url": given.url, "ClientIDList.member.1": "sts.amazonaws.com"]
        )
        let arn = try #require(created.string("OpenIDConnectProviderArn"))
        #expect(arn == "arn:aws:iam::111122223333:oidc-provider/\(given.kept)")
        let shown = try await bed.ok("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn])
        #expect(shown.string("Url") == given.kept)
        #expect(shown.strings("ClientIDList") == ["sts.amazonaws.com"])
        #expect(shown.strings("ThumbprintList") == [FixedThumbprint.value])
        #expect(
            try await bed.refusal("CreateOpenIDConnectProvider", ["Url": given.url])
                == "409 EntityAlreadyExists: Provider with url \(given.url) already exists."
        )
    }

    @Test(arguments: [
        "http://oidc.example.com", "oidc.example.com", "https://", "https:///id", "https://a.example?x=1",
        "https://a.example/#x", "https://user@a.example/", "https://a.example:0/", "https://a.example:65536/",
        "https://a.example:44x/", "https://a..example/", "https://-a.example/", "https://a.example/ b",
    ])
    func `refuses the URL`(_ url: String) async throws {
        let bed = try await TestBed()
        #expect(
            try await bed.refusal("CreateOpenIDConnectProvider", ["Url": url])
                == "400 ValidationError: Invalid Open ID Connect Provider URL"
        )
    }

    @Test func `an issuer out of reach is refused unless thumbprints are given`() async throws {
        let bed = try await TestBed(thumbprints: Unreachable())
        let refusal = try await bed.refusal("CreateOpenIDConnectProvider", ["Url": "https://oidc.example.com"])
        #expect(refusal.hasPrefix("400 OpenIdIdpCommunicationError: "))
        try await bed.ok(
            "CreateOpenIDConnectProvider",
            ["Url": "https://oidc.example.com", "ThumbprintList.member.1": FixedThumbprint.value]
        )
    }

    @Test func `client IDs and thumbprints change, twice is once`() async throws {
        let bed = try await TestBed()
        let arn = try await bed.createProvider()
        let client = ["OpenIDConnectProviderArn": arn, "ClientID": "more"]
        try await bed.ok("AddClientIDToOpenIDConnectProvider", client)
        try await bed.ok("AddClientIDToOpenIDConnectProvider", client)
        let added = try await bed.ok("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn])
        #expect(added.strings("ClientIDList") == ["more"])
        try await bed.ok("RemoveClientIDFromOpenIDConnectProvider", client)
        try await bed.ok("RemoveClientIDFromOpenIDConnectProvider", client)
        let thumbprint = String(repeating: "AB", count: 20)
        try await bed.ok(
            "UpdateOpenIDConnectProviderThumbprint",
            ["OpenIDConnectProviderArn": arn, "ThumbprintList.member.1": thumbprint]
        )
        let changed = try await bed.ok("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn])
        #expect(changed.strings("ClientIDList") == [])
        #expect(changed.strings("ThumbprintList") == [thumbprint])
    }

    @Test func `an ARN without the port finds the only provider with one`() async throws {
        let bed = try await TestBed()
        try await bed.ok("CreateOpenIDConnectProvider", ["Url": "https://localhost:8443/id/A1"])
        let portless = "arn:aws:iam::111122223333:oidc-provider/localhost/id/A1"
        let shown = try await bed.ok("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": portless])
        #expect(shown.string("Url") == "localhost:8443/id/A1")
        try await bed.ok("CreateOpenIDConnectProvider", ["Url": "https://localhost:9443/id/A1"])
        #expect(
            try await bed.refusal("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": portless])
                == "404 NoSuchEntity: OpenIDConnect Provider not found for arn \(portless)"
        )
    }

    @Test func `deleting what is gone is no mistake`() async throws {
        let bed = try await TestBed()
        let arn = try await bed.createProvider()
        try await bed.ok("DeleteOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn])
        try await bed.ok("DeleteOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn])
        #expect(
            try await bed.refusal("GetOpenIDConnectProvider", ["OpenIDConnectProviderArn": arn])
                == "404 NoSuchEntity: OpenIDConnect Provider not found for arn \(arn)"
        )
    }

    @Test func `six thumbprints are too many`() async throws {
        let bed = try await TestBed()
        var parameters = ["Url": "https://oidc.example.com"]
        for number in 1...6 { parameters["ThumbprintList.member.\(number)"] = FixedThumbprint.value }
        #expect(
            try await bed.refusal("CreateOpenIDConnectProvider", parameters)
                == "400 InvalidInput: Thumbprint list must contain fewer than 5 entries."
        )
    }
}

extension TestBed {
    fileprivate func createProvider() async throws -> String {
        let created = try await ok("CreateOpenIDConnectProvider", ["Url": "https://oidc.example.com"])
        return try #require(created.string("OpenIDConnectProviderArn"))
    }
}
