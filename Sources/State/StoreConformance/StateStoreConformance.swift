package import Store

/// What every `StateStore` must do.
package enum StateStoreConformance {
    package static var claims: [ConformanceClaim<any StateStore>] {
        [startsEmpty, keepsEverything, replaces, removes, keepsOrder, keepsApart]
    }

    private static let startsEmpty = ConformanceClaim<any StateStore>("a store that nobody wrote to is empty") { open in
        difference("records", try await contents(of: open()), [])
    }

    private static let keepsEverything = ConformanceClaim<any StateStore>(
        "a record of every aggregate comes back whole, also when the store is opened again"
    ) { open in
        let samples = SampleRecords.all
        try await open().commit(samples.map { .put($0) })
        let expected = samples.map { AnyHashable($0) }
        return difference("aggregates", samples.map { type(of: $0).aggregate }, Aggregate.allCases)
            + difference("records", Set(try await contents(of: open())), Set(expected))
    }

    private static let replaces = ConformanceClaim<any StateStore>("a record takes the place of what had its key") {
        open in
        let store = try await open()
        var user = SampleRecords.user
        try await store.commit([.put(user)])
        // The name in other letters is the same key.
        user.name = user.name.uppercased()
        user.tags = []
        try await store.commit([.put(user)])
        return difference("users", try await store.load().users, [user])
    }

    private static let removes = ConformanceClaim<any StateStore>("what is removed is gone, and nothing else is") {
        open in
        let store = try await open()
        let (user, role) = (SampleRecords.user, SampleRecords.role)
        try await store.commit([.put(user), .put(role)])
        try await store.commit([.remove(.users, key: user.key), .remove(.users, key: "nobody")])
        let records = try await open().load()
        return difference("users", records.users, []) + difference("roles", records.roles, [role])
    }

    private static let keepsOrder = ConformanceClaim<any StateStore>("the changes of one commit are made in order") {
        open in
        let store = try await open()
        var second = SampleRecords.user
        second.path = "/second/"
        try await store.commit([
            .put(SampleRecords.user), .remove(.users, key: second.key), .put(second), .put(SampleRecords.role),
            .remove(.roles, key: SampleRecords.role.key),
        ])
        let records = try await store.load()
        return difference("users", records.users, [second]) + difference("roles", records.roles, [])
    }

    private static let keepsApart = ConformanceClaim<any StateStore>(
        "records of two aggregates may have the same key"
    ) { open in
        let store = try await open()
        let (user, role) = (SampleRecords.user, SampleRecords.role)
        try await store.commit([.put(user), .put(role)])
        let records = try await store.load()
        return difference("keys", user.key, role.key) + difference("users", records.users, [user])
            + difference("roles", records.roles, [role])
    }

    /// Every record of a store.
    private static func contents(of store: any StateStore) async throws -> [AnyHashable] {
        let records = try await store.load()
        var all: [AnyHashable] = []
        if let instance = records.instance { all.append(instance) }
        if let ring = records.sessionKeyRing { all.append(ring) }
        all += records.roles.map(AnyHashable.init)
        all += records.users.map(AnyHashable.init)
        all += records.accessKeys.map(AnyHashable.init)
        all += records.managedPolicies.map(AnyHashable.init)
        all += records.oidcProviders.map(AnyHashable.init)
        all += records.instanceProfiles.map(AnyHashable.init)
        all += records.clusters.map(AnyHashable.init)
        all += records.signingKeys.map(AnyHashable.init)
        all += records.buckets.map(AnyHashable.init)
        all += records.podIdentityAssociations.map(AnyHashable.init)
        all += records.addons.map(AnyHashable.init)
        return all
    }
}
