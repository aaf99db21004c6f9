public import Desk
import Hummingbird
internal import HummingbirdCore
public import Inspection
public import Manifest
internal import Logging
internal import NIOCore
internal import ServiceLifecycle
public import Reports
import Synchronization
internal import UnixSignals

/// The page: serves the dossiers and packages of one folder to a browser on this computer.
///
/// It keeps nothing: each request reads what lies in the folder, with the calls that the commands
/// use, and what a request changes is changed there.
public struct Workbench: Sendable {
  /// An error in words: what went wrong, and the next step.
  public typealias Explanation = @Sendable (any Error, Language) -> (message: String, hint: String?)

  public let shelf: Shelf
  public let language: Language
  private let isLanguageChosen: Bool
  let explain: Explanation
  /// The program's name and version, for papers.
  let program: String
  /// What makes volumes, in a process of its own.
  let volumes: Inspector.Program?
  let readings: Readings
  let reviews: Reviews
  let bulletin: Bulletin
  let seals = Seals()

  /// How long requests that are being answered, uploads among them, are waited for in the end.
  private static let patience = Duration.seconds(2)

  /// - Parameters:
  ///   - folder: a dossier's folder, or one that holds dossiers and packages.
  ///   - language: for browsers that ask for neither Chinese nor English.
  ///   - isLanguageChosen: whether it is for all of them, whatever they ask for.
  ///   - program: the program's name and version, for papers.
  ///   - volumes: a program that makes volumes; nil makes them in this process, for tests.
  ///   - policy: whom the reviewer trusts to sign.
  ///   - explain: puts errors into words.
  /// - Throws: ``DeskError`` where there is no such folder.
  public init(
    _ folder: String, language: Language, isLanguageChosen: Bool = false,
    program: String, volumes: Inspector.Program? = nil,
    signatures policy: SignaturePolicy = SignaturePolicy(now: 0),
    explain: @escaping Explanation
  ) throws(DeskError) {
    shelf = try Shelf(folder)
    self.language = language
    self.isLanguageChosen = isLanguageChosen
    self.explain = explain
    self.program = program
    self.volumes = volumes
    bulletin = Bulletin()
    readings = Readings(bulletin: bulletin)
    reviews = Reviews(bulletin: bulletin, signatures: policy)
  }

  /// Serves until the process is asked to end (SIGINT, SIGTERM).
  ///
  /// - Parameters:
  ///   - port: on 127.0.0.1; 0 takes any that is free.
  ///   - onReady: called with the ways in, once there is somebody to answer.
  /// - Throws: where the port is taken.
  public func serve(
    port: Int, onReady: @escaping @Sendable (Entrance) -> Void
  ) async throws {
    try await serve(port: port, Connections(), onReady: onReady)
  }

  func serve(
    port: Int, _ connections: Connections, onReady: @escaping @Sendable (Entrance) -> Void
  ) async throws {
    let access = Access(language: language, isLanguageChosen: isLanguageChosen)
    let logger = Logger(label: "evpack") { _ in SwiftLogNoOpLogHandler() }
    let entrance = Mutex<Entrance?>(nil)
    defer { entrance.withLock { $0?.remove() } }
    let application = Application(
      router: router(access, connections, onEntered: { entrance.withLock { $0?.remove() } }),
      server: HTTPServerBuilder {
        BoundedChannel(responder: $0, connections: connections)
      },
      configuration: .init(address: .hostname(Access.loopback, port: port)),
      onServerRunning: { channel in
        guard let port = channel.localAddress?.port else { return }
        let way = access.open(on: port)
        entrance.withLock { $0 = way }
        onReady(way)
      }, logger: logger)
    // The last one ends first: the server waits for what it is answering, streams of events among it.
    var configuration = ServiceGroupConfiguration(
      services: [application, BulletinService(bulletin: bulletin)],
      gracefulShutdownSignals: [.sigint, .sigterm], logger: logger)
    configuration.maximumGracefulShutdownDuration = Self.patience
    try await ServiceGroup(configuration: configuration).run()
  }

  /// - Parameter onEntered: called when a code was exchanged for the cookie.
  private func router(
    _ access: Access, _ connections: Connections, onEntered: @escaping @Sendable () -> Void
  ) -> Router<PageContext> {
    let router = Router(context: PageContext.self)
    router.add(middleware: Gate(access: access, connections: connections, workbench: self))
    addEntrance(to: router, access, onEntered)
    addAssets(to: router)
    addShelf(to: router)
    addDossiers(to: router)
    addChanges(to: router)
    addIncoming(to: router)
    addHandover(to: router)
    addReviews(to: router)
    addPapers(to: router)
    return router
  }
}

/// Closes the bulletin when the server is asked to end.
private struct BulletinService: Service {
  let bulletin: Bulletin

  func run() async throws {
    try? await gracefulShutdown()
    bulletin.close()
  }
}

/// What goes along with a request: who is asking, and for what.
struct PageContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  /// The connection that the request came over.
  let channel: any Channel
  var caller = Caller(language: .zh)
  /// The parts of the path, decoded, none of which leads anywhere else.
  var parts: [String] = []

  /// A part of the path, the first one being 0; "" where the path is shorter.
  func part(_ index: Int) -> String { index < parts.count ? parts[index] : "" }

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
