import AWSProtocols
import AWSVocabulary
import Authorization

extension IAMService {
    /// The `List…Tags` operation of a kind of entity.
    func listTags<Entity: IAMEntity>(_ name: String, _ kind: Entity.Type) -> ServiceOperation {
        operation(name, isReadOnly: true) { reader, _ in
            (entity: Entity.readIdentifier(&reader), page: reader.page())
        } access: { input, view in
            view.target(kind, input.entity)
        } perform: { input, call in
            let tags = try call.view.find(kind, input.entity).tags
            // At most 50, so their places make keys short enough for markers.
            let page = try input.page.page(of: Array(tags.enumerated())) { String($0.offset + 100) }
            var output: WireStructure = ["Tags": TagShape.list(page.items.map(\.element))]
            output.addPaging(page)
            return output
        }
    }
}
